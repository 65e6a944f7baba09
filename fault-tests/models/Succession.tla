----------------------------- MODULE Succession -----------------------------
(***************************************************************************)
(* May a new contender go without a list because its number follows that   *)
(* of our last one? (Succession.java, its method isFollowedBy().) And      *)
(* what serves for a token?                                                *)
(*                                                                         *)
(* Numbers come from a counter of the directory. A container that stands   *)
(* empty may be removed at any time, and the next one begins at 0. Every   *)
(* transaction of the ensemble takes a zxid; those of others, which do not *)
(* touch the directory, only make zxids lie further apart, and so are left *)
(* out. "We" take one place after another and release each before, or      *)
(* ahead of, the next; others come and go, and see the line as it is.      *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Others,    \* contenders of others
    Ours,      \* how many places we take
    MaxZxid,   \* where the exploration ends
    Multi,     \* others may send several operations as one transaction
    Slack,     \* zxids may lie this much further apart than the numbers count: 4 in the code
    Fixed,     \* if not 0: zxids may lie this far apart, whatever the numbers are
    Mutant

VARIABLES
    there,    \* the directory is there
    counter,  \* its count of creations
    line,     \* nodes: [who, num, czxid]; who is 0 for us
    zxid,
    last,     \* our last judged place, and what was before it as we know
    mine,     \* our place now: [num, czxid, st]
    holders,  \* nodes that hold
    taken,    \* how many places we have had
    tokens    \* [token, zxid of the grant's place] of the last grant in this lock, and whether one was not greater

vars == <<there, counter, line, zxid, last, mine, holders, taken, tokens>>

None == [num |-> 0, czxid |-> 0, st |-> "none"]
Token(n) == IF Mutant = "sequenceForToken" THEN n.num + 1 ELSE n.czxid
Grant(n) == tokens' = [last |-> Token(n), falls |-> tokens.falls \/ Token(n) < tokens.last
                                                            \/ (Token(n) = tokens.last /\ Multi = "no")]
Us == {n \in line : n.who = 0}

Init ==
    /\ there = FALSE /\ counter = 0 /\ line = {} /\ zxid = 0
    /\ last = [num |-> 0, czxid |-> 0, known |-> FALSE, before |-> {}]
    /\ mine = None /\ holders = {} /\ taken = 0
    /\ tokens = [last |-> 0, falls |-> FALSE]

\* Our node now stands: the answer to the create. With no succession to go by, a list behind it tells the line.
Node(who) == [who |-> who, num |-> counter, czxid |-> zxid + 1]

WeCreate ==
    /\ there /\ mine.st = "none" /\ taken < Ours
    /\ LET n == Node(0) IN
       /\ line' = line \cup {n} /\ counter' = counter + 1 /\ zxid' = zxid + 1
       /\ mine' = [num |-> n.num, czxid |-> n.czxid, st |-> "placed"]
       /\ taken' = taken + 1
    /\ UNCHANGED <<there, last, holders, tokens>>

Succeeds ==
    /\ last.known
    /\ mine.num = last.num + 1
    /\ Mutant = "noZxidBound" \/ mine.czxid - last.czxid <= (IF Fixed > 0 THEN Fixed ELSE last.num + Slack)

\* The place is judged by the picture of the last one, or by a list of the line as it is.
WeJudge ==
    /\ mine.st = "placed"
    /\ LET before == IF Succeeds THEN last.before \cap line
                     ELSE {n \in line : n.czxid < mine.czxid}
       IN /\ last' = [num |-> mine.num, czxid |-> mine.czxid, known |-> TRUE, before |-> before]
          /\ mine' = [mine EXCEPT !.st = IF before = {} THEN "held" ELSE "waits"]
          /\ holders' = IF before = {} THEN holders \cup {n \in Us : n.czxid = mine.czxid} ELSE holders
          /\ IF before = {} THEN Grant([num |-> mine.num, czxid |-> mine.czxid]) ELSE UNCHANGED tokens
    /\ UNCHANGED <<there, counter, line, zxid, taken>>

\* A waiting place follows the line, and is told when what is before it has gone.
WeFollow ==
    /\ mine.st = "waits" /\ {n \in line : n.czxid < mine.czxid} = {}
    /\ mine' = [mine EXCEPT !.st = "held"]
    /\ holders' = holders \cup {n \in Us : n.czxid = mine.czxid}
    /\ last' = [last EXCEPT !.before = {}]
    /\ Grant([num |-> mine.num, czxid |-> mine.czxid])
    /\ UNCHANGED <<there, counter, line, zxid, taken>>

\* We release, or give up; the answer to the delete takes us out of the picture.
WeLeave ==
    /\ mine.st \in {"held", "waits"}
    /\ line' = line \ Us /\ zxid' = zxid + 1
    /\ holders' = {n \in holders : n.who # 0}
    /\ mine' = None
    /\ UNCHANGED <<there, counter, last, taken, tokens>>

MakeDirectory ==
    /\ ~there /\ zxid' = zxid + 1 /\ there' = TRUE /\ counter' = 0
    /\ UNCHANGED <<line, last, mine, holders, taken, tokens>>

\* The container is empty, and is reaped; the next has a count of its own.
Reap ==
    /\ there /\ line = {} /\ counter > 0
    /\ zxid' = zxid + 1 /\ there' = FALSE
    /\ UNCHANGED <<counter, line, last, mine, holders, taken, tokens>>

Come(w) ==
    /\ there /\ \A n \in line : n.who # w
    /\ line' = line \cup {Node(w)} /\ counter' = counter + 1 /\ zxid' = zxid + 1
    /\ UNCHANGED <<there, last, mine, holders, taken, tokens>>

\* They are granted as soon as nobody is before them.
Get(w) ==
    \E n \in line :
        /\ n.who = w /\ n \notin holders /\ \A m \in line : m.czxid >= n.czxid
        /\ \A m \in line : m.czxid = n.czxid => m.num >= n.num
        /\ holders' = holders \cup {n}
        /\ Grant(n)
        /\ UNCHANGED <<there, counter, line, zxid, last, mine, taken>>

Go(w) ==
    \E n \in line :
        /\ n.who = w
        /\ line' = line \ {n} /\ holders' = holders \ {n} /\ zxid' = zxid + 1
        /\ UNCHANGED <<there, counter, last, mine, taken, tokens>>

\* Somebody makes the directory, if it is missing, and several contenders in it, all in one transaction.
ComeAtOnce ==
    /\ Multi # "no"
    /\ \A n \in line : n.who = 0
    /\ there \/ Multi = "withDirectory"
    /\ LET first == IF there THEN counter ELSE 0
           nodes == {[who |-> w, num |-> first + w - 1, czxid |-> zxid + 1] : w \in Others}
       IN line' = line \cup nodes /\ counter' = first + Cardinality(Others)
    /\ there' = TRUE /\ zxid' = zxid + 1
    /\ UNCHANGED <<last, mine, holders, taken, tokens>>

\* Somebody takes our emptied directory away, and makes it again, with contenders in it, all in one transaction.
ReapAndComeAtOnce ==
    /\ Multi = "withReaping"
    /\ there /\ line = {} /\ counter > 0
    /\ line' = {[who |-> w, num |-> w - 1, czxid |-> zxid + 1] : w \in Others}
    /\ counter' = Cardinality(Others) /\ zxid' = zxid + 1
    /\ UNCHANGED <<there, last, mine, holders, taken, tokens>>

Next ==
    \/ WeCreate \/ WeJudge \/ WeFollow \/ WeLeave \/ MakeDirectory \/ Reap \/ ComeAtOnce \/ ReapAndComeAtOnce
    \/ \E w \in Others : Come(w) \/ Get(w) \/ Go(w)

Bound == zxid < MaxZxid

Spec == Init /\ [][Next]_vars

C1_Exclusion == Cardinality(holders) <= 1
C2_TokensRise == ~tokens.falls

\* Reachability: TLC must refute these.
Nobody_Succeeds == ~(mine.st = "placed" /\ Succeeds)
No_SecondLife == ~(there /\ last.known /\ counter <= last.num)
No_NumberFollowsInAnotherLife == ~(last.known /\ mine.st = "placed" /\ mine.num = last.num + 1 /\ ~Succeeds)
=============================================================================
