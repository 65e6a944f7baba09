package io.signalbox.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which clauses of the contract a test proves. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Clause {

    /**
     * The clauses.
     *
     * @return as the design numbers them: C1 to C9, E1 to E4, A1 to A7
     */
    String[] value();
}
