package io.signalbox.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The models hold; and each of them, made wrong on purpose, is seen not to. */
class ModelsTest {

    /** With this set, the counterexamples are written anew. */
    private static final boolean REWRITE = Boolean.getBoolean("models.rewrite");

    private static final Path COUNTEREXAMPLES = Tlc.MODELS.resolve("counterexamples");

    private static final ModelCheck BURST = ModelCheck.of("PermitQueueScenes", "QueueBurst");
    private static final ModelCheck FAULTS = ModelCheck.of("PermitQueueScenes", "QueueFaults");
    private static final ModelCheck PAIR = ModelCheck.of("PermitQueueScenes", "QueuePair");
    private static final ModelCheck SENTINEL = ModelCheck.of("PermitQueueScenes", "QueueSentinel");
    private static final ModelCheck LOOK = ModelCheck.of("PermitQueueScenes", "QueueSentinelFew");
    private static final ModelCheck OVER = ModelCheck.of("PermitQueueScenes", "QueueHandOver");
    private static final ModelCheck SOLE = ModelCheck.of("PermitQueueScenes", "QueueSole");
    private static final ModelCheck SOLE_CUT = ModelCheck.of("PermitQueueScenes", "QueueSoleCut");
    private static final ModelCheck SOLE_OWN = ModelCheck.of("PermitQueueScenes", "QueueSoleOwn");
    private static final ModelCheck TOGETHER = ModelCheck.of("PermitQueueScenes", "QueueTogether");
    private static final ModelCheck LEAVE = ModelCheck.of("PermitQueueScenes", "QueueTogetherLeave");
    private static final ModelCheck SUCCESSION = ModelCheck.of("Succession", "Succession");
    private static final ModelCheck LOCK = ModelCheck.of("PermitTurnsScenes", "TurnsLock");
    private static final ModelCheck POOL = ModelCheck.of("PermitTurnsScenes", "TurnsPool");
    private static final ModelCheck BESIDE = ModelCheck.of("PermitTurnsScenes", "TurnsBeside");
    private static final ModelCheck MIXED = ModelCheck.of("PermitTurnsScenes", "TurnsMixed");
    private static final ModelCheck HOLDING = ModelCheck.of("Tenure", "TenureHolding");
    private static final ModelCheck SLOW = ModelCheck.of("Tenure", "TenureSlow");
    private static final ModelCheck EVENT = ModelCheck.of("EventFlag", "EventFlag");

    // ------------------------------------------------------------------ what holds

    static Stream<Arguments> models() {
        String faults = "Drop Expire Reconnect Rejoin Straggler ";
        String ours = "Hear Join Release Request ";
        String sole = ours + "Pass Resize";
        String sees = "SeesGrant SeesJoin SeesLeave SeesShare";
        String turns = "Call Cancel Confirm Delete Doubt Expire Grant Release Renew";
        String succession = "Come Get Go MakeDirectory Reap WeCreate WeFollow WeJudge WeLeave";
        String tenure = "ClientPings CutDown CutUp Expire FollowerHears LeaderHears Ping Tick Write";
        return Stream.of(
                holds("burst", BURST, 45_032, ours + "SeesGrant SeesJoin SeesLeave"),
                holds("faults", FAULTS, 59_734, ours + faults + "Resize SeesGrant SeesLeave"),
                holds("pair", PAIR, 35_060, ours + faults + "Cancel"),
                holds("sentinel", SENTINEL, 3_891, ours + faults + "SeesGrant SeesLeave"),
                holds("sentinel-that-looks", LOOK, 3_891, ours + faults + "SeesGrant SeesLeave"),
                holds("hand-over", OVER, 157_608, ours + faults + "Cancel SeesGrant SeesLeave"),
                holds("sole", SOLE, 35_652, sole),
                holds("sole-by-an-older-size-looked-at-again", SOLE.mutant("knownIsOlder"), 30_664, sole),
                holds("sole-cut-off", SOLE_CUT, 31_115, "Hear Join Pass Request Resize " + faults + sees),
                holds("sole-before-our-own", SOLE_OWN, 29_531, sole + " " + sees),
                holds("sole-together", TOGETHER, 142_477, "Hear Join Pass Request Resize"),
                holds("sole-together-until-one-leaves", LEAVE, 73_635, sole + " " + sees),
                holds("succession", SUCCESSION, 24_605, succession),
                holds(
                        "succession-of-distance-2-with-multis",
                        SUCCESSION.with("Multi = \"withReaping\"", "Fixed = 2"),
                        71_569,
                        succession + " ComeAtOnce ReapAndComeAtOnce"),
                holds("lock-in-turns", LOCK, 15_899, turns),
                holds("semaphore-in-turns", POOL, 213_993, turns + " Waits"),
                holds("semaphore-in-turns-of-two-at-once", BESIDE, 33_721, turns),
                holds("semaphore-in-turns-of-all-and-of-one", MIXED, 170_528, turns + " Waits"),
                holds("tenure-of-two-thirds-while-held", HOLDING, 86_211, tenure + " Elect"),
                holds("tenure", HOLDING.with("Idle = 6", "Window = 6"), 122_164, tenure + " Elect"),
                holds("tenure-of-a-late-leader", SLOW, 149_847, tenure),
                holds("tenure-of-a-late-leader-after-a-rest", SLOW.with("Idle = 3"), 312_563, tenure),
                holds("event", EVENT, 13_600, "Apply Call Change Drop Expire Hear Reconnect Renew Request"));
    }

    private static Arguments holds(String name, ModelCheck check, long states, String actions) {
        return argumentSet(name, check, states, Set.of(actions.split(" ", -1)));
    }

    /** Every state is visited, as many as there should be, and every action is taken that the bounds allow. */
    @ParameterizedTest
    @MethodSource("models")
    void model_withinItsBounds_holds(ModelCheck check, long states, Set<String> actions) throws Exception {
        Tlc.Outcome outcome = Tlc.run(check);

        assertThat(outcome.violated()).as(outcome.output()).isEmpty();
        assertThat(outcome.distinct()).as(outcome.output()).isEqualTo(states);
        assertThat(outcome.taken()).isEqualTo(actions);
    }

    // ------------------------------------------------------------------ what does not

    static Stream<Arguments> mutants() {
        return Stream.of(
                breaks("grant-before-the-list", BURST.mutant("grantBeforeList"), "C1_Exclusion"),
                breaks("follow-from-any-list", BURST.mutant("followFromAnyList"), "C1_Exclusion"),
                breaks("sentinel-nonode-ignored", SENTINEL.mutant("sentinelNoNodeIgnored"), "C7_Progress"),
                breaks("waiter-says-it-held", OVER.mutant("waiterSaysItHeld"), "C1_Exclusion"),
                breaks("look-that-finds-nobody", LOOK.mutant("lookFindsNobody"), "C1_Exclusion"),
                breaks("look-that-is-never-over", LOOK.mutant("lookNeverOver"), "C7_Progress"),
                breaks("no-list-after-reconnect", PAIR.mutant("noListAfterReconnect"), "C7_Progress"),
                breaks("lost-reply-forgotten", PAIR.mutant("lostReplyForgotten"), "C4_OneNode"),
                breaks("find-before-barrier", PAIR.mutant("findBeforeBarrier"), "C4_OneNode"),
                breaks("grant-of-a-dead-session", PAIR.mutant("grantOfDeadSession"), "C6_HoldsInLiveSession"),
                breaks("sole-ignored", SOLE.mutant("soleIgnored"), "C2_TokensRise"),
                breaks("passes-after-the-raise", SOLE.mutant("passesAfterTheRaise"), "C2_TokensRise"),
                breaks(
                        "passes-by-the-size-alone",
                        SOLE_CUT.mutant("passesBySize").with("NewSizes = {1, 2}", "MaxResizes = 2", "MaxExpiries = 0"),
                        "C2_TokensRise"),
                breaks("passes-in-doubt", SOLE_CUT.mutant("passesInDoubt"), "C2_TokensRise"),
                breaks("never-shares", SOLE.mutant("neverShares"), "C9_RaiseTakesEffect"),
                breaks("never-asks-who-shared", SOLE.mutant("neverAsks"), "C9_RaiseTakesEffect"),
                breaks("asks-who-shared-once-and-early", SOLE.mutant("askedOnceAhead"), "C9_RaiseTakesEffect"),
                breaks("sharing-not-heard", SOLE.mutant("sharingNotHeard"), "C9_RaiseTakesEffect"),
                breaks("sole-by-an-older-size", SOLE.mutant("neverLooksAgain"), "C9_RaiseTakesEffect"),
                breaks("lost-share-forgotten", SOLE_CUT.mutant("lostShareForgotten"), "C9_RaiseTakesEffect"),
                breaks("not-asked-again", SOLE_CUT.mutant("notAskedAgain"), "C9_RaiseTakesEffect"),
                breaks("own-sole-by-its-name", SOLE_OWN.mutant("ownByName"), "C9_RaiseTakesEffect"),
                breaks("together-by-each", TOGETHER.mutant("togetherByEach"), "C2_TokensRise"),
                breaks("tokens-of-the-oldest", TOGETHER.mutant("tokensOfTheOldest"), "C2_TokensRise"),
                breaks("passes-beside-others", TOGETHER.mutant("passesBesideOthers"), "C2_TokensRise"),
                breaks(
                        "marks-of-an-older-size",
                        LEAVE.mutant("passesBySize").with("NewSizes = {2, 3}", "MaxResizes = 2"),
                        "C2_TokensRise"),
                breaks("succession-without-zxids", SUCCESSION.mutant("noZxidBound"), "C1_Exclusion"),
                breaks("succession-one-zxid-further", SUCCESSION.with("Slack = 5"), "C1_Exclusion"),
                breaks(
                        "succession-and-contenders-in-one-multi",
                        SUCCESSION.with("Multi = \"contenders\""),
                        "C1_Exclusion"),
                breaks(
                        "succession-and-a-directory-in-a-multi",
                        SUCCESSION.with("Multi = \"withDirectory\""),
                        "C1_Exclusion"),
                breaks(
                        "succession-of-distance-3-with-multis",
                        SUCCESSION.with("Multi = \"withReaping\"", "Fixed = 3"),
                        "C1_Exclusion"),
                breaks("sequence-for-a-token", SUCCESSION.mutant("sequenceForToken"), "C2_TokensRise"),
                breaks("pass-in-doubt", LOCK.mutant("passInDoubt"), "C6_NeverServedDead"),
                breaks("late-release-ends-the-turn", LOCK.mutant("lateReleaseEndsTurn"), "C8_EndsOnlyItsOwn"),
                breaks("turn-without-end", LOCK.mutant("noTurnLimit"), "C3_TurnIsShort"),
                breaks("one-token-a-turn", LOCK.mutant("oneTokenATurn"), "C2_TokensRise"),
                breaks("serves-who-came-later", BESIDE.mutant("servesWhoCameLater"), "C2_TokensRise"),
                breaks("turns-of-a-semaphore", POOL.mutant("turnsOfSemaphore"), "C2_TokensRise"),
                breaks("tokens-of-its-own", POOL.mutant("tokensOfItsOwn"), "C2_TokensRise"),
                breaks("leaves-its-tokens", POOL.mutant("leavesItsTokens"), "C8_NamedByItsToken"),
                breaks("deadline-from-pings", HOLDING.mutant("deadlineFromPings"), "C5_Certainty"),
                breaks("deadline-from-the-answer", HOLDING.mutant("fromAnswer"), "C5_Certainty"),
                breaks("deposed-leader-acknowledges", HOLDING.mutant("deposedAcknowledges"), "C5_Certainty"),
                breaks("slow-clock", HOLDING.with("Window = 9"), "C5_Certainty"),
                breaks("timeout-of-two-ticks", HOLDING.with("HalfTick = 3"), "C5_Certainty"),
                breaks("first-write-after-idling", HOLDING.with("Idle = 6"), "C5_Certainty"),
                breaks("leader-unheard-for-a-while", SLOW.with("Rule = \"lastWrite\""), "C5_Certainty"),
                breaks("link-of-half-a-tick", SLOW.with("Apart = 1"), "C5_Certainty"),
                breaks("chain-of-two-writes", SLOW.mutant("shortChain"), "C5_Certainty"),
                breaks("compare-the-flag-only", EVENT.mutant("flagOnly"), "E1_NoPulseMissed"),
                breaks("no-look-after-reconnect", EVENT.mutant("noLookAfterReconnect"), "E1_NoPulseMissed"),
                breaks("watch-after-the-reading", EVENT.mutant("watchAfterRead"), "E1_NoPulseMissed"),
                breaks("reading-without-barrier", EVENT.mutant("readWithoutBarrier"), "E1_NoFalseReturn"));
    }

    private static Arguments breaks(String name, ModelCheck check, String property) {
        return argumentSet(name, name, check.asking(property), property);
    }

    /** TLC finds the violation, by its name, and it is the one that is kept. */
    @ParameterizedTest
    @MethodSource("mutants")
    void model_madeWrong_violatesItsClause(String name, ModelCheck check, String property) throws Exception {
        Tlc.Outcome outcome = Tlc.run(check);

        assertThat(outcome.violated()).as(outcome.output()).isEqualTo(property);
        String found = property + " is violated in " + check.scene() + ".cfg with " + String.join(", ", check.changes())
                + "\n\n" + outcome.trace();
        Path kept = COUNTEREXAMPLES.resolve(name + ".txt");
        if (REWRITE) {
            Files.writeString(kept, found, UTF_8);
        }
        assertThat(found).isEqualTo(Files.readString(kept, UTF_8));
    }

    @Test
    void counterexamples_areOfMutantsThatThereAre() throws Exception {
        Set<String> names =
                mutants().map(arguments -> arguments.get()[0] + ".txt").collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(COUNTEREXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    // ------------------------------------------------------------------ what can happen

    static Stream<Arguments> reachable() {
        return Stream.of(
                happens(BURST, "Nobody_Follows"),
                happens(FAULTS, "Nobody_HoldsAfterRejoin"),
                happens(PAIR, "Nobody_IsFoundAgain"),
                happens(SENTINEL, "No_SentinelFires"),
                happens(LOOK, "No_LookFindsAnother"),
                happens(OVER, "No_ReleaseIsHeard"),
                happens(SOLE, "Nobody_Passes"),
                happens(SOLE, "Nobody_HoldsBesideASharedOne"),
                happens(SOLE, "No_AskFindsAShared"),
                happens(TOGETHER, "No_TwoPassTogether"),
                happens(SUCCESSION, "Nobody_Succeeds"),
                happens(SUCCESSION, "No_NumberFollowsInAnotherLife"),
                happens(LOCK, "No_TurnServesTwo"),
                happens(LOCK, "No_TurnAheadOfTheOld"),
                happens(LOCK, "No_LossOfALease"),
                happens(POOL, "No_TwoHold"),
                happens(POOL, "No_TurnServesTwo"),
                happens(POOL, "No_TokenOfAnother"),
                happens(MIXED, "No_TurnServesTwo"),
                happens(HOLDING, "Never_CertainUnderAnotherLeader"),
                happens(SLOW, "Never_Certain"),
                happens(EVENT, "No_ReturnAfterRenewal"));
    }

    private static Arguments happens(ModelCheck check, String denial) {
        return argumentSet(check.scene() + " " + denial, check.asking(denial), denial);
    }

    /** No property holds for want of anything happening: TLC refutes that it never does. */
    @ParameterizedTest
    @MethodSource("reachable")
    void denial_ofWhatMustBePossible_isRefuted(ModelCheck check, String denial) throws Exception {
        assertThat(Tlc.run(check).violated()).isEqualTo(denial);
    }

    @Test
    void scenes_allOfThem_areChecked() throws Exception {
        Set<String> checked = models().map(arguments -> ((ModelCheck) arguments.get()[0]).scene())
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Tlc.MODELS)) {
            List<String> scenes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cfg"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .toList();
            assertThat(checked).containsExactlyInAnyOrderElementsOf(scenes);
        }
    }
}
