package io.signalbox;

/** What the store says of one resource, at one moment. It is old when you read it. */
public sealed interface ResourceView permits QueueView, EventView {

    /**
     * Which resource.
     *
     * @return kind and name
     */
    Resource resource();
}
