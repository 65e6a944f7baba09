---------------------------- MODULE PermitQueue ----------------------------
(***************************************************************************)
(* One line of contenders in ZooKeeper, and how a process that takes part  *)
(* in it comes to know enough of it to be granted: ZooKeeperQueue and its  *)
(* parts, action by action. Which methods these are is in the README.      *)
(*                                                                         *)
(* A session is one pipe: requests are worked off in the order in which    *)
(* they were sent (req), and answers and watch events are heard in the     *)
(* order in which the server made them (ans). Nothing else is assumed of   *)
(* time, so a process may lag behind the store by any number of changes.   *)
(*                                                                         *)
(* Some contenders belong to "sighted" processes. They see the whole line  *)
(* at every instant, so they take a place as early as anybody could; that  *)
(* is the worst that others can do to us, and it costs few states.         *)
(*                                                                         *)
(* A contender of a semaphore may be made with a mark: the size that its   *)
(* process has heard of. Contenders of one mark that want all of that size *)
(* together are "sole". While they stand, nobody behind them is granted,   *)
(* whatever the size is by then. So a process whose own hold all of their  *)
(* mark may pass the permits on in memory: each pass has a token of the    *)
(* youngest of them, which is greater than all before. Once the size is    *)
(* another, their process passes no more, and only then says so: it shares *)
(* them, by a change of their nodes' data.                                 *)
(*                                                                         *)
(* What is not here: numbers (Succession.tla), time (Tenure.tla), waiters  *)
(* and turns of one process (PermitTurns.tla).                             *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Conts,       \* contenders, numbers; a process sends its own in this order
    Owner,       \* contender -> process
    Weight,      \* contender -> permits
    Sighted,     \* processes that see the line as it is
    Present,     \* contenders that stand in line at the beginning, in order
    Size0,       \* the size at the beginning
    NewSizes,    \* sizes to which somebody may resize
    MaxResizes,  \* how often
    Soles,       \* whether contenders are marked, and so may be sole
    Opened,      \* whether processes have read the size before they join
    Keeps,       \* contenders that hold for ever, once they do; then there is a resize some time
    MaxDrops,    \* how often a connection may be cut
    MaxExpiries, \* how many sessions may be lost
    MaxCancels,  \* how many waiters may give up
    Ahead,       \* a waiter of a lock with this many others before it, or more, is far; 0: nobody is
    Few,         \* with so many before it in its picture, a far waiter looks for each; with more, it lists the line
    Mutant       \* what is broken on purpose

VARIABLES
    line,   \* the contender nodes in the store: [c, z, of]; z is the czxid, of is the mark, in the name; 0: no mark
    shared, \* those of them whose data was changed
    zxid,   \* the number of the last creation; other changes need none here
    size,   \* the semaphore's size in the store
    alive,  \* process -> its session lives
    watch,  \* process -> the server knows of its recursive watch
    dwatch, \* process -> nodes with a data watch of its
    swatch, \* process -> the server knows of its watch on the size
    req,    \* process -> requests on their way
    old,    \* process -> requests of a cut connection that may still arrive
    ans,    \* process -> answers and events on their way
    loc,    \* process -> what it knows
    con,    \* contender -> how far it has come
    top,    \* the greatest z that was ever granted, where there are marks; only C2 looks at it
    hist    \* what only the properties and the bounds look at

vars == <<line, shared, zxid, size, alive, watch, dwatch, swatch, req, old, ans, loc, con, top, hist>>

Procs == {Owner[c] : c \in Conts}
Seeing == Procs \ Sighted
Of(p) == {c \in Conts : Owner[c] = p}
Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y

RECURSIVE Sum(_)
Sum(N) == IF N = {} THEN 0
          ELSE LET n == CHOOSE n \in N : TRUE IN Weight[n.c] + Sum(N \ {n})

Node(c, z, of) == [c |-> c, z |-> z, of |-> of]
NoNode == Node(0, 0, 0)
Before(n, N) == {m \in N : m.z < n.z}

\* Those of N that want all that there is by their mark: alone, or with others of the same mark.
Together(N) ==
    {m \in N : m.of # 0 /\ m.of <= Sum(IF Mutant = "togetherByEach" THEN {m} ELSE {o \in N : o.of = m.of})}

IsSemaphore == Size0 > 1 \/ NewSizes # {}

(***************************************************************************)
(* The process. A state s of it is [l: what it knows, k: contenders,       *)
(* out: requests to be sent], and each step of the code maps s to s.       *)
(***************************************************************************)
Fresh == [st |-> "NEW", leaving |-> FALSE, judged |-> FALSE, listAsked |-> FALSE, del |-> FALSE, node |-> NoNode,
          named |-> 0, of |-> 0, share |-> "no"]

Now(p) == [l |-> loc[p], k |-> con, out |-> <<>>]
Send(s, r) == [s EXCEPT !.out = Append(@, r)]

Mine(s, n, p) == n.c # 0 /\ Owner[n.c] = p /\ s.k[n.c].node = n

\* Our own that are leaving count as gone.
Counted(s, p) == {n \in s.l.pic : ~(Mine(s, n, p) /\ s.k[n.c].leaving)}
FitsByPermits(s, p, n) == Sum(Before(n, Counted(s, p)) \cup {n}) <= s.l.size

\* Those before it that count as wanting all permits, whatever the size is. Names do not tell whose they are.
\* Ours count as what they want: if the size is another, they are sole no more.
Soloists(s, p, n) ==
    IF ~Soles THEN {}
    ELSE Together({m \in Before(n, Counted(s, p)) : m \notin s.l.shared /\ (~Mine(s, m, p) \/ Mutant = "ownByName")})
Fits(s, p, n) == FitsByPermits(s, p, n) /\ (Soloists(s, p, n) = {} \/ Mutant = "soleIgnored")

\* session.list(...); `live` says that the watch was sent before it.
AskList(s, p, barrier) ==
    LET k2 == [c \in Conts |-> IF Owner[c] = p /\ s.k[c].st = "SENT" /\ ~barrier
                               THEN [s.k[c] EXCEPT !.listAsked = TRUE] ELSE s.k[c]]
    IN Send([s EXCEPT !.k = k2], [t |-> "list", barrier |-> barrier, live |-> s.l.watched # "no"])

Follow(s, p) ==
    AskList(Send([s EXCEPT !.l.watched = "asked", !.l.following = FALSE], [t |-> "watch"]),
            p, FALSE)

\* A far waiter of a lock, once far always far, watches the last one before it; see Sentinel.
Others(s, p, n) == {m \in Before(n, s.l.pic) : ~Mine(s, m, p)}

WatchNearest(s, p, n) ==
    LET B == Others(s, p, n)
        last == CHOOSE x \in B : \A y \in B : x.z >= y.z
    IN IF s.l.asked \/ B = {} \/ s.l.guard = last THEN s
       ELSE Send([s EXCEPT !.l.guard = last], [t |-> "guard", node |-> last])

FirstWaiting(k, p) ==
    LET waits == {c \in Of(p) : k[c].st = "PLACED" /\ k[c].judged /\ ~k[c].leaving}
    IN IF waits = {} THEN NoNode ELSE k[CHOOSE c \in waits : \A d \in waits : k[c].node.z <= k[d].node.z].node

\* It does not fit, unless sole ones of others have shared, which only the store knows: asks for each.
\* While the watch keeps the picture up to date, for whoever has not shared by then will be heard of.
RECURSIVE AskEach(_, _)
AskEach(s, N) ==
    IF N = {} THEN s
    ELSE LET n == CHOOSE x \in N : \A y \in N : x.z <= y.z
         IN AskEach(Send([s EXCEPT !.l.noted = @ \cup {n}], [t |-> "ask", node |-> n]), N \ {n})

AskWhoShared(s, p, first) ==
    LET N == Soloists(s, p, first)
    IN IF Soles /\ (s.l.following \/ Mutant = "askedOnceAhead") /\ FitsByPermits(s, p, first)
          /\ Mutant # "neverAsks"
       THEN AskEach(s, N \ s.l.noted) ELSE s

Settle(s, p) ==
    LET toGrant == {c \in Of(p) : s.k[c].st = "PLACED" /\ s.k[c].judged /\ ~s.k[c].leaving
                                  /\ s.k[c].node \in s.l.pic /\ Fits(s, p, s.k[c].node)}
        tooLarge == {c \in Of(p) : s.k[c].st = "PLACED" /\ ~s.k[c].leaving /\ s.l.size > 0 /\ Weight[c] > s.l.size}
        k2 == [c \in Conts |-> IF c \in toGrant THEN [s.k[c] EXCEPT !.st = "GRANTED"]
                               ELSE IF c \in tooLarge THEN [s.k[c] EXCEPT !.leaving = TRUE, !.del = TRUE]
                               ELSE s.k[c]]
        waits == {c \in Of(p) : k2[c].st = "PLACED" /\ k2[c].judged /\ ~k2[c].leaving}
        s2 == [s EXCEPT !.k = k2,
                        !.out = IF tooLarge = {} THEN @
                                ELSE Append(@, [t |-> "delete", node |-> k2[CHOOSE c \in tooLarge : TRUE].node,
                                                held |-> FALSE])]
    IN IF waits = {} \/ ~s2.l.up THEN s2
       ELSE LET first == FirstWaiting(k2, p)
                far == s2.l.far = first \/ (Ahead > 0 /\ s2.l.watched = "no"
                                            /\ Cardinality({m \in Before(first, s2.l.pic) : ~Mine(s2, m, p)}) >= Ahead)
            IN IF far THEN WatchNearest([s2 EXCEPT !.l.far = first], p, first)
               ELSE LET s3 == AskWhoShared(s2, p, first)
                    IN IF s3.l.watched # "no" THEN s3 ELSE Follow(s3, p)

\* Asks of each of some whether it is there, and of the place itself.
Look(s, first, N) == Send(s, [t |-> "look", nodes |-> N \cup {first}])

\* Who was watched has gone, and nobody knows why.
GuardGone(s, p, n) ==
    LET s1 == [s EXCEPT !.l.guard = NoNode, !.l.pic = @ \ {n}]
        first == FirstWaiting(s1.k, p)
        N == Others(s1, p, first)
        s2 == [s1 EXCEPT !.l.asked = TRUE]
    IN IF n # s.l.guard THEN s
       ELSE IF first # NoNode /\ s1.l.far = first /\ ~s1.l.asked /\ N # {}
       THEN Settle(IF Cardinality(N) > Few THEN AskList(s2, p, FALSE) ELSE Look(s2, first, N), p)
       ELSE Settle(s1, p)

\* Who was watched has gone, and said that it held: so nobody is left before it, but for our own.
GuardOver(s, p, n) ==
    IF n # s.l.guard THEN s
    ELSE Settle([s EXCEPT !.l.guard = NoNode, !.l.pic = @ \ ({n} \cup Others(s, p, n))], p)

SendDelete(s, c) ==
    IF s.k[c].del \/ ~s.l.up THEN s
    ELSE Send([s EXCEPT !.k[c].del = TRUE],
              [t |-> "delete", node |-> s.k[c].node, held |-> s.k[c].st = "GRANTED" \/ Mutant = "waiterSaysItHeld"])

\* Tells the others that it does not pass on any more; as soon as its node is known to be there, and until that is answered.
SendShare(s, c) ==
    LET k == s.k[c]
    IN IF k.st \in {"PLACED", "GRANTED"} /\ k.node.of # 0 /\ k.of = 0 /\ k.share = "no" /\ ~k.leaving /\ s.l.up
          /\ Mutant # "neverShares"
       THEN Send([s EXCEPT !.k[c].share = "sent"], [t |-> "share", node |-> k.node])
       ELSE s

RECURSIVE Share(_, _)
Share(s, cs) == IF cs = {} THEN s ELSE LET c == Min(cs) IN Share(SendShare(s, c), cs \ {c})

\* A size is heard: a mark of another is worth nothing any more, for ever.
HearSize(s, p, n) ==
    Share([s EXCEPT !.l.size = n, !.l.known = IF Soles /\ Mutant \notin {"knownIsOlder", "neverLooksAgain"} THEN n ELSE @,
                    !.k = [c \in Conts |-> IF Owner[c] = p /\ s.k[c].of # n THEN [s.k[c] EXCEPT !.of = 0]
                                           ELSE s.k[c]]],
          Of(p))

SendCreate(s, p, c) ==
    LET s1 == Send([s EXCEPT !.k[c].st = "SENT", !.k[c].listAsked = FALSE],
                   [t |-> "create", c |-> c, of |-> s.k[c].named])
        s2 == IF IsSemaphore /\ ~s1.l.sizeAsked
              THEN Send([s1 EXCEPT !.l.sizeAsked = TRUE, !.l.size = 0], [t |-> "size"]) ELSE s1
    IN IF s2.l.watched # "no" THEN s2 ELSE AskList(s2, p, FALSE)

Gone(s, c) == [s EXCEPT !.k[c] = [Fresh EXCEPT !.st = "GONE", !.leaving = s.k[c].leaving],
                        !.l.pic = @ \ {s.k[c].node}]

\* The answer to a create, or to the look for one whose answer was lost.
Placed(s, p, n) ==
    LET c == n.c
        s0 == [s EXCEPT !.k[c].st = "PLACED", !.k[c].node = n, !.l.pic = @ \cup {n},
                        !.k[c].of = IF s.l.size \in {0, @} \/ Mutant = "neverLooksAgain" THEN @ ELSE 0]
        s1 == SendShare(s0, c)
        judge == s1.l.following /\ s1.l.watched # "no"
        early == Mutant = "grantBeforeList"
    IN IF s1.k[c].leaving THEN SendDelete(s1, c)
       ELSE LET s2 == IF judge \/ early THEN [s1 EXCEPT !.k[c].judged = TRUE]
                      ELSE IF ~s1.k[c].listAsked /\ s1.l.watched = "no" THEN AskList(s1, p, FALSE) ELSE s1
            IN Settle(s2, p)

\* A list has come.
RECURSIVE TakeUp(_, _, _, _)
TakeUp(s, p, cs, a) ==
    IF cs = {} THEN s
    ELSE LET c == Min(cs)
             k == s.k[c]
             mine == {n \in a.line : n.c = c}
             s2 == CASE k.st = "PLACED" /\ k.node \in a.line -> [s EXCEPT !.k[c].judged = TRUE]
                     [] k.st = "PLACED" /\ k.node \notin a.line /\ ~k.del -> Gone(s, c)
                     [] k.st = "UNKNOWN" /\ a.barrier /\ mine # {} ->
                            Send([s EXCEPT !.k[c].st = "SENT", !.k[c].listAsked = FALSE],
                                 [t |-> "exists", node |-> CHOOSE n \in mine : TRUE])
                     [] k.st = "UNKNOWN" /\ a.barrier /\ mine = {} ->
                            IF k.leaving THEN Gone(s, c) ELSE SendCreate(s, p, c)
                     [] OTHER -> s
         IN TakeUp(s2, p, cs \ {c}, a)

Take(s, p, a) ==
    LET s1 == [s EXCEPT !.l.pic = a.line, !.l.asked = FALSE,
                        !.l.noted = IF Mutant \in {"notAskedAgain", "askedOnceAhead"} THEN @ ELSE {},
                        !.l.following = IF Mutant = "followFromAnyList" THEN s.l.watched # "no"
                                        ELSE s.l.following \/ (s.l.watched # "no" /\ a.live)]
    IN Settle(TakeUp(s1, p, Of(p), a), p)

Highest(k) == IF Soles THEN Max({top} \cup {k[c].node.z : c \in {d \in Conts : k[d].st = "GRANTED"}}) ELSE 0

\* Writes the state of a process back, and its requests behind those on their way.
Do(p, s) ==
    /\ loc' = [loc EXCEPT ![p] = IF ~Soles THEN s.l
                                 ELSE [s.l EXCEPT !.shared = @ \cap s.l.pic, !.noted = @ \cap s.l.pic]]
    /\ con' = s.k
    /\ top' = Highest(s.k)
    /\ req' = [req EXCEPT ![p] = @ \o s.out]

(***************************************************************************)
(* The callers of a process.                                               *)
(***************************************************************************)
\* Its mark is the size that was heard last, which need not be the size any more. The code marks it only if with it the
\* process wants all of that; here each is marked, and a mark that is of no use does no harm.
NewPlace(c) ==
    LET of == IF Soles /\ IsSemaphore THEN loc[Owner[c]].known ELSE 0
    IN [Fresh EXCEPT !.st = "UNSENT", !.named = of, !.of = of]

Join(c) ==
    LET p == Owner[c] s == [Now(p) EXCEPT !.k[c] = NewPlace(c)] IN
    /\ p \in Seeing /\ con[c].st = "NEW"
    /\ \A d \in Of(p) : d < c => con[d].st # "NEW"
    /\ Do(p, IF loc[p].up THEN SendCreate(s, p, c) ELSE s)
    /\ UNCHANGED <<line, shared, zxid, size, alive, watch, dwatch, swatch, old, ans, hist>>

Leave(c) ==
    LET p == Owner[c]
        s == [Now(p) EXCEPT !.k[c].leaving = TRUE]
    IN CASE con[c].st = "UNSENT" -> Gone(s, c)
         [] con[c].st \in {"PLACED", "GRANTED"} -> Settle(SendDelete(s, c), p)
         [] OTHER -> s

Release(c) ==
    /\ Owner[c] \in Seeing /\ con[c].st = "GRANTED" /\ ~con[c].leaving /\ c \notin Keeps
    /\ Do(Owner[c], Leave(c))
    /\ UNCHANGED <<line, shared, zxid, size, alive, watch, dwatch, swatch, old, ans, hist>>

Cancel(c) ==
    /\ Owner[c] \in Seeing /\ con[c].st \in {"UNSENT", "SENT", "UNKNOWN", "PLACED"} /\ ~con[c].leaving
    /\ hist.cancels < MaxCancels
    /\ hist' = [hist EXCEPT !.cancels = @ + 1]
    /\ Do(Owner[c], Leave(c))
    /\ UNCHANGED <<line, shared, zxid, size, alive, watch, dwatch, swatch, old, ans>>

\* What a process holds, and does not give back.
Granted(p) == {con[c].node : c \in {d \in Of(p) : con[d].st = "GRANTED" /\ ~con[d].leaving}}

\* The next waiter of the process has the permits: nothing changes here, but its token is one of the youngest that the
\* process holds, with a larger k.
Token(G) == IF Mutant = "tokensOfTheOldest" THEN Min({g.z : g \in G}) ELSE Max({g.z : g \in G})

\* All that it holds has one mark, and is all that there is by it.
HoldsAllOf(G, s) == s # 0 /\ (\A g \in G : g.of = s) /\ (Sum(G) = s \/ Mutant = "passesBesideOthers")

MayPass(c) ==
    LET p == Owner[c]
        G == Granted(p)
        s == con[c].node.of
    IN /\ p \in Seeing /\ con[c].node \in G
       /\ \/ HoldsAllOf(G, s) /\ (\A g \in G : con[g.c].of = s \/ Mutant = "passesAfterTheRaise")
          \/ Mutant = "passesBySize" /\ loc[p].size = Sum(G) /\ \A g \in G : g.of # 0
       /\ loc[p].certain \/ Mutant = "passesInDoubt"

Pass(c) == MayPass(c) /\ UNCHANGED vars

(***************************************************************************)
(* The process hears the next answer or event.                             *)
(***************************************************************************)
Changed(s, p, a) ==
    IF s.l.watched = "no" \/ ~s.l.following THEN s
    ELSE IF a.made THEN Settle([s EXCEPT !.l.pic = @ \cup {a.node}], p)
    ELSE LET s1 == [s EXCEPT !.l.pic = @ \ {a.node}] IN
         IF Mine(s, a.node, p) /\ s.k[a.node.c].st = "PLACED" /\ ~s.k[a.node.c].leaving
         THEN Settle(Gone(s1, a.node.c), p) ELSE Settle(s1, p)

\* A contender is shared for ever. Of our own we know more.
LearnShared(s, p, n) ==
    IF Mine(s, n, p) THEN s ELSE Settle([s EXCEPT !.l.shared = @ \cup {n}], p)

SharedHeard(s, p, n) ==
    IF s.l.watched = "no" \/ ~s.l.following \/ Mutant = "sharingNotHeard" THEN s ELSE LearnShared(s, p, n)

Asked(s, p, a) ==
    IF ~a.ok THEN Settle([s EXCEPT !.l.pic = @ \ {a.node}], p)
    ELSE IF a.shared THEN LearnShared(s, p, a.node) ELSE s

Looked(s, p, a) ==
    LET gone == {n \in a.asked : n \notin a.there \/ (Mutant = "lookFindsNobody" /\ ~Mine(s, n, p))}
        s1 == [s EXCEPT !.l.asked = Mutant = "lookNeverOver", !.l.pic = @ \ gone]
        lost == {c \in Of(p) : s.k[c].st = "PLACED" /\ s.k[c].node \in a.asked \ a.there /\ ~s.k[c].del}
    IN Settle(IF lost = {} THEN s1 ELSE Gone(s1, CHOOSE c \in lost : TRUE), p)

Answer(p, s, a) ==
    CASE a.t = "created" -> Placed([s EXCEPT !.l.certain = TRUE], p, a.node)
      [] a.t = "deleted" ->
            LET c == a.node.c
                s1 == [s EXCEPT !.l.certain = TRUE]
            IN IF s1.k[c].node = a.node THEN Settle(Gone(s1, c), p) ELSE s1
      [] a.t = "list" -> Take(s, p, a)
      [] a.t = "watch" -> [s EXCEPT !.l.watched = "set"]
      [] a.t = "barrier" -> [s EXCEPT !.l.certain = TRUE]
      [] a.t = "found" ->
            IF a.ok THEN Placed(s, p, a.node) ELSE Settle(Gone(s, a.node.c), p)
      [] a.t = "size" -> Settle(HearSize(s, p, a.size), p)
      [] a.t = "sizeChanged" -> Send([s EXCEPT !.l.sizeAsked = TRUE, !.l.size = 0], [t |-> "size"])
      [] a.t = "guard" ->
            IF a.ok \/ Mutant = "sentinelNoNodeIgnored" THEN s ELSE GuardGone(s, p, a.node)
      [] a.t = "guardGone" -> GuardGone(s, p, a.node)
      [] a.t = "guardOver" -> GuardOver(s, p, a.node)
      [] a.t = "look" -> Looked(s, p, a)
      [] a.t = "changed" -> Changed(s, p, a)
      [] a.t = "share" -> IF s.k[a.node.c].node = a.node THEN [s EXCEPT !.k[a.node.c].share = "done"] ELSE s
      [] a.t = "shared" -> SharedHeard(s, p, a.node)
      [] a.t = "asked" -> Asked(s, p, a)

Hear(p) ==
    /\ p \in Seeing /\ loc[p].up /\ ans[p] # <<>>
    /\ ans' = [ans EXCEPT ![p] = Tail(@)]
    /\ Do(p, Answer(p, Now(p), Head(ans[p])))
    /\ UNCHANGED <<line, shared, zxid, size, alive, watch, dwatch, swatch, old, hist>>

(***************************************************************************)
(* The store.                                                              *)
(***************************************************************************)
\* What each process is told of a change; a one-shot watch is used up.
Told(node, made, held) ==
    [p \in Procs |->
        ans[p] \o (IF watch[p] THEN <<[t |-> "changed", node |-> node, made |-> made]>> ELSE <<>>)
               \o (IF ~made /\ node \in dwatch[p]
                   THEN <<[t |-> IF held THEN "guardOver" ELSE "guardGone", node |-> node]>> ELSE <<>>)]

ToldShared(node) ==
    [p \in Procs |-> IF watch[p] /\ node \in line THEN Append(ans[p], [t |-> "shared", node |-> node]) ELSE ans[p]]

Since(c) == [hist EXCEPT !.sizes = [@ EXCEPT ![c] = size]]

Serve(p, r, reply) ==
    LET to(A, a) == IF reply THEN [A EXCEPT ![p] = Append(@, a)] ELSE A IN
    CASE r.t = "create" ->
            LET n == Node(r.c, zxid + 1, r.of) IN
            /\ line' = line \cup {n} /\ zxid' = zxid + 1
            /\ ans' = to(Told(n, TRUE, FALSE), [t |-> "created", node |-> n])
            /\ hist' = Since(r.c)
            /\ UNCHANGED <<shared, size, watch, dwatch, swatch, old>>
      [] r.t = "delete" ->
            /\ line' = line \ {r.node} /\ shared' = shared \ {r.node}
            /\ ans' = to(IF r.node \in line THEN Told(r.node, FALSE, r.held) ELSE ans, [t |-> "deleted", node |-> r.node])
            /\ dwatch' = [q \in Procs |-> dwatch[q] \ {r.node}]
            /\ UNCHANGED <<zxid, size, watch, swatch, old, hist>>
      [] r.t = "barrier" ->
            /\ old' = [old EXCEPT ![p] = <<>>]
            /\ ans' = to(ans, [t |-> "barrier"])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, hist>>
      [] r.t = "list" ->
            /\ ans' = to(ans, [t |-> "list", line |-> line, barrier |-> r.barrier, live |-> r.live])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, old, hist>>
      [] r.t = "watch" ->
            /\ watch' = [watch EXCEPT ![p] = TRUE]
            /\ ans' = to(ans, [t |-> "watch"])
            /\ UNCHANGED <<line, shared, zxid, size, dwatch, swatch, old, hist>>
      [] r.t = "exists" ->
            /\ ans' = to(ans, [t |-> "found", node |-> r.node, ok |-> r.node \in line])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, old, hist>>
      [] r.t = "size" ->
            /\ swatch' = [swatch EXCEPT ![p] = TRUE]
            /\ ans' = to(ans, [t |-> "size", size |-> size])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, old, hist>>
      [] r.t = "look" ->
            /\ ans' = to(ans, [t |-> "look", asked |-> r.nodes, there |-> r.nodes \cap line])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, old, hist>>
      [] r.t = "guard" ->
            /\ dwatch' = IF r.node \in line THEN [dwatch EXCEPT ![p] = @ \cup {r.node}] ELSE dwatch
            /\ ans' = to(ans, [t |-> "guard", node |-> r.node, ok |-> r.node \in line])
            /\ UNCHANGED <<line, shared, zxid, size, watch, swatch, old, hist>>
      [] r.t = "share" ->
            /\ shared' = shared \cup ({r.node} \cap line)
            /\ ans' = to(ToldShared(r.node), [t |-> "share", node |-> r.node])
            /\ UNCHANGED <<line, zxid, size, watch, dwatch, swatch, old, hist>>
      [] r.t = "ask" ->
            /\ ans' = to(ans, [t |-> "asked", node |-> r.node, ok |-> r.node \in line, shared |-> r.node \in shared])
            /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, old, hist>>

Request(p) ==
    /\ p \in Seeing /\ alive[p] /\ req[p] # <<>>
    /\ req' = [req EXCEPT ![p] = Tail(@)]
    /\ Serve(p, Head(req[p]), TRUE)
    /\ UNCHANGED <<alive, loc, con, top>>

\* A write of a cut connection arrives after all.
Straggler(p) ==
    /\ p \in Seeing /\ alive[p] /\ old[p] # <<>>
    /\ LET r == Head(old[p]) IN
       CASE r.t = "create" ->
              LET n == Node(r.c, zxid + 1, r.of) IN
              /\ line' = line \cup {n} /\ zxid' = zxid + 1
              /\ ans' = Told(n, TRUE, FALSE) /\ hist' = Since(r.c) /\ UNCHANGED <<shared, dwatch>>
         [] r.t = "delete" ->
              /\ line' = line \ {r.node} /\ shared' = shared \ {r.node}
              /\ ans' = IF r.node \in line THEN Told(r.node, FALSE, r.held) ELSE ans
              /\ dwatch' = [q \in Procs |-> dwatch[q] \ {r.node}] /\ UNCHANGED <<zxid, hist>>
         [] r.t = "share" ->
              /\ shared' = shared \cup ({r.node} \cap line)
              /\ ans' = ToldShared(r.node) /\ UNCHANGED <<line, zxid, dwatch, hist>>
    /\ old' = [old EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<size, alive, watch, swatch, req, loc, con, top>>

Resize(n) ==
    /\ hist.resizes < MaxResizes /\ n # size
    /\ size' = n
    /\ hist' = [hist EXCEPT !.resizes = @ + 1, !.sizes = [c \in Conts |-> IF @[c] = 0 THEN 0 ELSE Max({@[c], n})]]
    /\ ans' = [p \in Procs |-> IF swatch[p] THEN Append(ans[p], [t |-> "sizeChanged"]) ELSE ans[p]]
    /\ swatch' = [p \in Procs |-> FALSE]
    /\ UNCHANGED <<line, shared, zxid, alive, watch, dwatch, req, old, loc, con, top>>

(***************************************************************************)
(* The connection.                                                         *)
(***************************************************************************)
IsWrite(r) == r.t \in {"create", "delete", "share"}

\* Every answer that is missing is told as lost, then the loss of the connection.
Drop(p) ==
    /\ p \in Seeing /\ loc[p].up /\ hist.drops < MaxDrops
    /\ hist' = [hist EXCEPT !.drops = @ + 1]
    /\ old' = [old EXCEPT ![p] = @ \o SelectSeq(req[p], IsWrite)]
    /\ req' = [req EXCEPT ![p] = <<>>]
    /\ ans' = [ans EXCEPT ![p] = <<>>]
    /\ watch' = [watch EXCEPT ![p] = FALSE]
    /\ loc' = [loc EXCEPT ![p].up = FALSE, ![p].certain = FALSE, ![p].following = FALSE,
                          ![p].guard = NoNode, ![p].asked = FALSE,
                          ![p].watched = IF @ = "set" THEN "set" ELSE "no",
                          ![p].sizeAsked = @ /\ loc[p].size > 0]
    /\ con' = [c \in Conts |->
                 IF Owner[c] # p THEN con[c]
                 ELSE IF con[c].st = "SENT"
                      THEN [con[c] EXCEPT !.st = IF Mutant = "lostReplyForgotten" THEN "UNSENT" ELSE "UNKNOWN"]
                 ELSE [con[c] EXCEPT !.del = FALSE,
                                     !.share = IF @ = "sent" /\ Mutant # "lostShareForgotten" THEN "no" ELSE @]]
    /\ dwatch' = [dwatch EXCEPT ![p] = {}]
    /\ UNCHANGED <<line, shared, zxid, size, alive, swatch, top>>

\* What a queue sends when the connection stands; a barrier goes ahead.
RECURSIVE Resend(_, _, _)
Resend(s, p, cs) ==
    IF cs = {} THEN s
    ELSE LET c == Min(cs)
             s2 == CASE s.k[c].st = "UNSENT" /\ ~s.k[c].leaving -> SendCreate(s, p, c)
                     [] s.k[c].leaving /\ s.k[c].st \in {"PLACED", "GRANTED"} -> SendDelete(s, c)
                     [] OTHER -> SendShare(s, c)
         IN Resend(s2, p, cs \ {c})

OnConnected(s, p, barrier) ==
    LET s1 == IF barrier /\ Mutant # "findBeforeBarrier" THEN Send(s, [t |-> "barrier"]) ELSE s
        ask == s.l.watched # "no" \/ \E c \in Of(p) : s.k[c].st \in {"UNKNOWN", "PLACED"}
        s2 == Resend(s1, p, Of(p))
        s3 == IF IsSemaphore /\ ~s2.l.sizeAsked /\ \E c \in Of(p) : s2.k[c].st \notin {"NEW", "GONE"}
              THEN Send([s2 EXCEPT !.l.sizeAsked = TRUE, !.l.size = 0], [t |-> "size"]) ELSE s2
    IN IF ask /\ Mutant # "noListAfterReconnect" THEN AskList(s3, p, TRUE) ELSE s3

\* ZooKeeper's client sets the watches again, ahead of everything, and is told at once of what they missed.
Reconnect(p) ==
    LET sawSize == loc[p].sizeAsked /\ ~swatch[p]
    IN
    /\ p \in Seeing /\ ~loc[p].up /\ alive[p]
    /\ watch' = [watch EXCEPT ![p] = loc[p].watched = "set"]
    /\ ans' = [ans EXCEPT ![p] = (IF sawSize THEN <<[t |-> "sizeChanged"]>> ELSE <<>>)]
    /\ Do(p, OnConnected([Now(p) EXCEPT !.l.up = TRUE,
                                        !.l.following = loc[p].watched = "set" /\ Mutant = "noListAfterReconnect"], p, TRUE))
    /\ UNCHANGED <<line, shared, zxid, size, alive, dwatch, swatch, old, hist>>

\* Only ever behind the deadline: see Tenure.tla.
Expire(p) ==
    /\ p \in Seeing /\ alive[p] /\ ~loc[p].up /\ hist.expiries < MaxExpiries
    /\ hist' = [hist EXCEPT !.expiries = @ + 1]
    /\ alive' = [alive EXCEPT ![p] = FALSE]
    /\ LET gone == {n \in line : Owner[n.c] = p} IN
       /\ line' = line \ gone /\ shared' = shared \ gone
       /\ ans' = [q \in Procs |->
                    LET order == CHOOSE f \in [1..Cardinality(gone) -> gone] :
                                     \A i, j \in 1..Cardinality(gone) : i < j => f[i].z < f[j].z
                        events == [i \in 1..Cardinality(gone) |-> [t |-> "changed", node |-> order[i], made |-> FALSE]]
                        watched == {n \in gone : n \in dwatch[q]} \* one at most
                    IN ans[q] \o (IF watch[q] THEN events ELSE <<>>)
                              \o (IF watched = {} THEN <<>>
                                  ELSE <<[t |-> "guardGone", node |-> CHOOSE n \in watched : TRUE]>>)]
       /\ dwatch' = [q \in Procs |-> IF q = p THEN {} ELSE dwatch[q] \ gone]
    /\ old' = [old EXCEPT ![p] = <<>>]
    /\ swatch' = [swatch EXCEPT ![p] = FALSE]
    /\ UNCHANGED <<zxid, size, watch, req, loc, con, top>>

NoKnowledge == [up |-> TRUE, certain |-> TRUE, watched |-> "no", following |-> FALSE, pic |-> {},
                size |-> IF IsSemaphore THEN 0 ELSE 1, known |-> 0, sizeAsked |-> FALSE,
                guard |-> NoNode, far |-> NoNode, asked |-> FALSE, shared |-> {}, noted |-> {}]

\* The process learns that its session is over, and has a new one; whoever waited stands in line anew (C6).
Rejoin(p) ==
    /\ p \in Seeing /\ ~alive[p]
    /\ alive' = [alive EXCEPT ![p] = TRUE]
    /\ LET k == [c \in Conts |->
                  IF Owner[c] # p \/ con[c].st \in {"NEW", "GONE"} THEN con[c]
                  ELSE IF Mutant = "grantOfDeadSession" /\ con[c].st = "GRANTED" THEN con[c]
                  ELSE IF con[c].leaving \/ con[c].st = "GRANTED"
                       THEN [Fresh EXCEPT !.st = "GONE", !.leaving = con[c].leaving]
                  ELSE NewPlace(c)]
       IN Do(p, OnConnected([l |-> [NoKnowledge EXCEPT !.known = loc[p].known], k |-> k, out |-> <<>>], p, FALSE))
    /\ UNCHANGED <<line, shared, zxid, size, watch, dwatch, swatch, old, ans, hist>>

(***************************************************************************)
(* Sighted contenders.                                                     *)
(***************************************************************************)
\* It may know the size of before, or none, or see no use in a mark.
SeesJoin(c) ==
    /\ Owner[c] \in Sighted /\ con[c].st = "NEW"
    /\ zxid' = zxid + 1
    /\ \E of \in {0} \cup (IF Soles THEN {Size0, size} ELSE {}) :
           LET n == Node(c, zxid + 1, of) IN
           /\ line' = line \cup {n}
           /\ con' = [con EXCEPT ![c].st = "PLACED", ![c].node = n]
           /\ ans' = Told(n, TRUE, FALSE)
    /\ hist' = Since(c)
    /\ UNCHANGED <<shared, size, alive, watch, dwatch, swatch, req, old, loc, top>>

SeesThatItFits(c) ==
    LET B == Before(con[c].node, line) IN
    /\ Owner[c] \in Sighted /\ con[c].st = "PLACED"
    /\ Sum(B \cup {con[c].node}) <= size
    /\ Together(B \ shared) = {} \/ Mutant = "soleIgnored" \* its own too, which it so shares first

SeesGrant(c) ==
    /\ SeesThatItFits(c)
    /\ con' = [con EXCEPT ![c].st = "GRANTED"]
    /\ top' = Highest(con')
    /\ UNCHANGED <<line, shared, zxid, size, alive, watch, dwatch, swatch, req, old, ans, loc, hist>>

\* It hears of the other size some time, and may have passed on until then.
MayShare(c) ==
    LET n == con[c].node IN
    Owner[c] \in Sighted /\ con[c].st \in {"PLACED", "GRANTED"} /\ n.of \notin {0, size} /\ n \notin shared

SeesShare(c) ==
    /\ MayShare(c)
    /\ shared' = shared \cup {con[c].node}
    /\ ans' = ToldShared(con[c].node)
    /\ UNCHANGED <<line, zxid, size, alive, watch, dwatch, swatch, req, old, loc, con, top, hist>>

\* It releases and says so, or releases in silence, gives up or dies.
SeesLeave(c) ==
    LET n == con[c].node IN
    /\ Owner[c] \in Sighted /\ con[c].st \in {"PLACED", "GRANTED"}
    /\ line' = line \ {n} /\ shared' = shared \ {n}
    /\ con' = [con EXCEPT ![c] = [Fresh EXCEPT !.st = "GONE", !.leaving = TRUE]]
    /\ \E held \in IF con[c].st = "GRANTED" THEN BOOLEAN ELSE {Mutant = "waiterSaysItHeld"} :
           ans' = Told(n, FALSE, held)
    /\ dwatch' = [q \in Procs |-> dwatch[q] \ {n}]
    /\ UNCHANGED <<zxid, size, alive, watch, swatch, req, old, loc, top, hist>>

(***************************************************************************)
Init ==
    LET at(c) == CHOOSE i \in 1..Len(Present) : Present[i] = c
        node(c) == Node(c, at(c), IF Soles /\ IsSemaphore THEN Size0 ELSE 0)
        in == {Present[i] : i \in 1..Len(Present)}
    IN
    /\ line = {node(c) : c \in in}
    /\ shared = {}
    /\ zxid = Len(Present)
    /\ size = Size0
    /\ alive = [p \in Procs |-> TRUE]
    /\ watch = [p \in Procs |-> FALSE]
    /\ dwatch = [p \in Procs |-> {}]
    /\ swatch = [p \in Procs |-> Opened]
    /\ req = [p \in Procs |-> <<>>]
    /\ old = [p \in Procs |-> <<>>]
    /\ ans = [p \in Procs |-> <<>>]
    /\ loc = [p \in Procs |-> IF Opened THEN [NoKnowledge EXCEPT !.size = Size0, !.known = Size0, !.sizeAsked = TRUE]
                              ELSE NoKnowledge]
    /\ con = [c \in Conts |-> IF c \in in THEN [Fresh EXCEPT !.st = "PLACED", !.node = node(c)]
                              ELSE Fresh]
    /\ top = 0
    /\ hist = [sizes |-> [c \in Conts |-> IF c \in in THEN Size0 ELSE 0],
               drops |-> 0, expiries |-> 0, cancels |-> 0, resizes |-> 0]

Next ==
    \/ \E c \in Conts : Join(c) \/ Release(c) \/ Cancel(c) \/ Pass(c)
    \/ \E c \in Conts : SeesJoin(c) \/ SeesGrant(c) \/ SeesShare(c) \/ SeesLeave(c)
    \/ \E p \in Procs : Hear(p) \/ Request(p) \/ Straggler(p) \/ Drop(p) \/ Reconnect(p) \/ Expire(p) \/ Rejoin(p)
    \/ \E n \in NewSizes : Resize(n)

Spec == Init /\ [][Next]_vars

\* What must happen some time: pipes move, holders release, the connection comes back. Nobody must join, give up, be cut
\* or die. This is when such a step is possible; ENABLED says the same, and takes TLC for ever.
CanMove ==
    \/ \E p \in Seeing : ~alive[p] \/ ~loc[p].up \/ ans[p] # <<>> \/ req[p] # <<>>
    \/ \E c \in Conts : con[c].st = "GRANTED" /\ ~con[c].leaving /\ c \notin Keeps
    \/ \E c \in Conts : SeesThatItFits(c) \/ MayShare(c)
    \/ Keeps # {} /\ hist.resizes < MaxResizes

\* A run that does not stop while something can move.
Fairly == []<>(~CanMove) \/ []<><<TRUE>>_vars

(***************************************************************************)
(* Properties.                                                             *)
(***************************************************************************)
Holds(c) == con[c].st = "GRANTED" /\ ~con[c].leaving
            /\ (Owner[c] \in Sighted \/ loc[Owner[c]].certain)
Held == {con[c].node : c \in {d \in Conts : Holds(d)}}

\* C1 and C9: of those that hold, what stands before and with each one fits the largest size since it came.
C1_Exclusion == \A n \in Held : Sum(Before(n, Held) \cup {n}) <= hist.sizes[n.c]

\* C2: a pass never comes after the grant of a later contender. A sighted process may pass on until it has shared one.
C2_TokensRise ==
    \A c \in Conts :
        LET G == Granted(Owner[c])
            sees == Owner[c] \in Sighted /\ con[c].node \in G /\ G \cap shared = {} /\ HoldsAllOf(G, con[c].node.of)
        IN MayPass(c) \/ sees => top <= Token(G)

\* C6: who holds has a node in the line, and a session that lives.
C6_HoldsInLiveSession == \A c \in Conts : Holds(c) => con[c].node \in line /\ alive[Owner[c]]

\* C4: what was withdrawn and is done with has left nothing.
C4_NothingLeft == \A c \in Conts : con[c].st = "GONE" =>
                      \A n \in line : n.c = c => FALSE

\* One contender never has two nodes.
C4_OneNode == \A m, n \in line : m.c = n.c => m = n

\* C4: what was withdrawn is never granted afterwards.
C4_NoLateGrant == [][\A c \in Conts : con[c].leaving /\ con[c].st # "GRANTED" => con'[c].st # "GRANTED"]_vars

\* C6: a cut connection costs no place; only its owner or the end of its session takes a node out.
C6_PlaceSurvives ==
    [][\A n \in line \ line' : con[n.c].leaving \/ con'[n.c].leaving \/ ~alive'[Owner[n.c]]]_vars

\* C3, C7: whoever stands in line is granted some time, unless it gives up.
Waiting == {c \in Conts : con[c].st \in {"UNSENT", "SENT", "UNKNOWN", "PLACED"}}
C7_Progress == Fairly => []<>(Waiting = {})

\* C9: a raise takes effect though holders go on holding. For scenes where some keep what they have, and the larger size
\* has room for all that do and one more.
C9_RaiseTakesEffect == Fairly => []<>(Waiting = {} \/ size = Size0)

\* C4: whoever gives up leaves the line some time.
C4_Leaves == Fairly => []<>(\A n \in line : ~con[n.c].leaving)

\* Reachability: TLC must refute these.
Nobody_Holds == Held = {}
Nobody_Follows == \A p \in Procs : ~loc[p].following
Nobody_IsFoundAgain == \A p \in Procs : \A i \in 1..Len(ans[p]) : ans[p][i].t # "found"
No_SentinelFires == \A p \in Procs : \A i \in 1..Len(ans[p]) : ans[p][i].t # "guardGone"
No_ReleaseIsHeard == \A p \in Procs : \A i \in 1..Len(ans[p]) : ans[p][i].t # "guardOver"
No_LookFindsAnother == \A p \in Procs : \A i \in 1..Len(ans[p]) :
                           ans[p][i].t = "look" => Cardinality(ans[p][i].there) < 2
Nobody_Passes == \A c \in Conts : ~MayPass(c)
No_TwoPassTogether == \A c \in Conts : MayPass(c) => Cardinality(Granted(Owner[c])) < 2
Nobody_HoldsBesideASharedOne == \A m, n \in Held : m \in shared => n.z <= m.z
No_AskFindsAShared == \A p \in Procs : \A i \in 1..Len(ans[p]) : ans[p][i].t = "asked" => ~ans[p][i].shared
Nobody_HoldsAfterRejoin == ~(hist.expiries > 0 /\ \E c \in Conts : Owner[c] \in Seeing /\ Holds(c))
=============================================================================
