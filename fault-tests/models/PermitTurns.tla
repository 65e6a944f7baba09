---------------------------- MODULE PermitTurns ----------------------------
(***************************************************************************)
(* The waiters of a process stand in its memory, its turns in the store's  *)
(* line: PermitLine and Turn. A turn that is granted serves the waiter at  *)
(* the head. Turns that hold all the permits, one alone, as a lock's does, *)
(* or several of as many each, hold together: each then serves the next,   *)
(* at most K times, with a token of the youngest of them; and a new turn   *)
(* is sent ahead of the end of an old one. How they cease to when the size *)
(* is raised is PermitQueue.tla's business.                                *)
(*                                                                         *)
(* Any other turn serves one waiter, and none that came after the turn was *)
(* sent: beside it others may have been granted in between.                *)
(*                                                                         *)
(* A token names the turn that it is of. So a turn does not leave while    *)
(* another serves by a token of it: that one leaves, and its lease moves.  *)
(*                                                                         *)
(* The store's line is seen as it is here; how a process comes to know it  *)
(* is PermitQueue.tla's business. A turn that has left counts as gone for  *)
(* its own process at once, and for the others when its node is deleted.   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Waiters,     \* numbers; those of a process call in this order
    Process,     \* waiter -> process
    Permits,     \* waiter -> permits it wants
    Size,        \* 1: a lock
    K,           \* how many leases a turn serves
    MaxTurns,    \* how many turns of a process may wait
    MaxCancels, MaxDoubts, MaxExpiries,
    Mutant

VARIABLES
    line,    \* the nodes in the store, in order: [p, id, permits, session]
    nextId,  \* turns are numbered as they are sent; the number is the czxid too
    waiting, \* process -> its waiters, in order
    turns,   \* process -> turns that could serve and do not: [id, permits, last, granted, served, session];
             \* `last` is the waiter that had come last when it was sent
    serving, \* process -> turns with a lease: [id, permits, served, session], the waiter w it serves, and
             \* the turn that the token is of
    together, \* process -> its turns held together, and none has had to wait since
    leaving, \* process -> turns whose delete is on its way
    session, \* process -> number of its session
    alive,   \* process -> whether that lives in the store
    certain, \* process -> whether that is certain
    state,   \* waiter -> "new", "waiting", "holds", "released", "lost", "cancelled"
    lease,   \* waiter -> [p, id, n] of its lease; id and n are the token's
    hist

vars == <<line, nextId, waiting, turns, serving, together, leaving, session, alive, certain, state, lease, hist>>

Procs == {Process[w] : w \in Waiters}
IsLock == Size = 1
NoLease == [p |-> "", id |-> 0, n |-> 0]
IsSole(t) == t.permits = Size
Limit == IF Mutant = "noTurnLimit" THEN 99 ELSE K
Token(l) == IF Mutant = "oneTokenATurn" THEN l.id * 100 ELSE l.id * 100 + l.n
Greatest(S) == CHOOSE x \in S : \A y \in S : y <= x

RECURSIVE Total(_)
Total(q) == IF q = <<>> THEN 0 ELSE Head(q).permits + Total(Tail(q))

(***************************************************************************)
(* align(), on a state s of one process: [wait, turns, serving, together,  *)
(* sure, line, next, state, lease, hist, gone]; `gone` are turns that      *)
(* leave. ts are turns that are still to be laid.                          *)
(***************************************************************************)
Elements(q) == {q[i] : i \in 1..Len(q)}
RECURSIVE Sum(_)
Sum(T) == IF T = {} THEN 0 ELSE LET t == CHOOSE x \in T : TRUE IN t.permits + Sum(T \ {t})

Granted(s, ts) ==
    {[id |-> t.id, permits |-> t.permits, session |-> t.session] :
        t \in s.serving \cup {t \in Elements(s.turns) \cup Elements(ts) : t.granted}}
Standing(s, ts) ==
    {[id |-> t.id, permits |-> t.permits] : t \in s.serving \cup Elements(s.turns) \cup Elements(ts)}

HoldTogether(s, ts, t) ==
    LET G == Granted(s, ts) IN
    /\ Sum(G) = Size
    /\ \A g \in G : g.permits = t.permits /\ g.session = t.session
ServesOn(s, ts, t) == HoldTogether(s, ts, t) \/ Mutant = "turnsOfSemaphore"
IsSpent(s, ts, t) == t.served > 0 /\ (t.served >= Limit \/ ~ServesOn(s, ts, t))

\* Of which turn the next token is.
Source(s, ts, t) ==
    IF HoldTogether(s, ts, t) /\ Mutant # "tokensOfItsOwn"
    THEN Greatest({g.id : g \in Granted(s, ts)}) ELSE t.id
Used(s, id) == Cardinality({i \in 1..Len(s.hist.tokens) : s.hist.tokens[i].id = id})

Serve(s, p, ts, t, w) ==
    LET source == Source(s, ts, t)
        l == [p |-> p, id |-> source, n |-> Used(s, source)]
        told == [id |-> t.id, permits |-> t.permits, served |-> t.served + 1, session |-> t.session, w |-> w,
                 source |-> source]
    IN [s EXCEPT !.serving = @ \cup {told},
                 !.together = @ \/ (~IsLock /\ HoldTogether(s, ts, t)),
                 !.state[w] = "holds", !.lease[w] = l,
                 !.hist.tokens = Append(@, [p |-> p, t |-> Token(l), id |-> source, passed |-> t.served > 0]),
                 !.hist.dead = @ \/ ~alive[p] \/ t.session # session[p],
                 !.hist.overtaken = [q \in Procs |->
                     IF q # p /\ \E i \in 1..Len(s.line) : s.line[i].p = q /\ s.line[i].id < t.id /\ ~s.line[i].held
                     THEN TRUE ELSE @[q]]]

\* A turn leaves; or, if another serves by a token of it, that one does.
Retire(s, t) ==
    LET others == {u \in s.serving : u.source = t.id /\ u.id # t.id}
        u == CHOOSE x \in others : \A y \in others : x.id <= y.id
        moved == [id |-> t.id, permits |-> t.permits, served |-> t.served, session |-> t.session, w |-> u.w,
                  source |-> t.id]
    IN IF others = {} \/ Mutant = "leavesItsTokens" THEN [s EXCEPT !.gone = @ \cup {t.id}]
       ELSE [s EXCEPT !.serving = (@ \ {u}) \cup {moved}, !.gone = @ \cup {u.id}]

\* Came after the turn was sent.
CameLater(s, ts, w, t) ==
    /\ w > t.last /\ ~IsSole(t) /\ ~(t.granted /\ ServesOn(s, ts, t))
    /\ Mutant # "servesWhoCameLater"

\* Whether a turn of k permits may stand behind those, if all that stand want so many.
ServeBehind(s, before, k, asked) ==
    \E t \in before : t.permits = k /\ (IsSole(t) \/ (s.together /\ asked > Size))
Last(s) == IF s.turns # <<>> THEN {s.turns[Len(s.turns)]} ELSE s.serving
IsTooMany(s, ts, t) == ~t.granted /\ ServeBehind(s, Last(s), t.permits, Sum(Standing(s, ts)))

\* Lays the turns ts beside the waiters ws.
RECURSIVE Lay(_, _, _, _)
Lay(s, p, ts, ws) ==
    IF ts = <<>> THEN [s |-> s, ws |-> ws]
    ELSE LET t == Head(ts) IN
         IF \/ ws = <<>> \/ t.permits # Permits[Head(ws)] \/ t.session # session[p]
            \/ (t.granted /\ IsSpent(s, ts, t)) \/ CameLater(s, ts, Head(ws), t) \/ IsTooMany(s, ts, t)
         THEN Lay(Retire(s, t), p, Tail(ts), ws)
         ELSE IF t.granted /\ (s.sure \/ Mutant = "passInDoubt")
         THEN Lay(Serve([s EXCEPT !.wait = SelectSeq(@, LAMBDA w : w # Head(ws))], p, ts, t, Head(ws)),
                  p, Tail(ts), Tail(ws))
         ELSE Lay([s EXCEPT !.turns = Append(@, t)], p, Tail(ts), Tail(ws))

NewTurn(s, p, k, number) ==
    [id |-> s.next, permits |-> k, last |-> Greatest({w \in Waiters : Process[w] = p /\ s.state[w] # "new"}),
     granted |-> FALSE, served |-> 0, session |-> number]

RECURSIVE JoinFor(_, _, _)
JoinFor(s, p, ws) ==
    IF ws = <<>> \/ ~alive[p] THEN s
    ELSE LET k == Permits[Head(ws)] IN
         IF Len(s.turns) >= MaxTurns \/ ServeBehind(s, Last(s), k, Sum(Standing(s, <<>>)) + k) THEN s
         ELSE JoinFor([s EXCEPT !.turns = Append(@, NewTurn(s, p, k, session[p])),
                                !.line = Append(@, [p |-> p, id |-> s.next, permits |-> k, held |-> FALSE]),
                                !.next = @ + 1],
                      p, Tail(ws))

Align(s, p) ==
    LET laid == Lay([s EXCEPT !.turns = <<>>], p, s.turns, s.wait)
    IN JoinFor(laid.s, p, laid.ws)

Now(p) == [wait |-> waiting[p], turns |-> turns[p], serving |-> serving[p], together |-> together[p],
           sure |-> certain[p], line |-> line, next |-> nextId, state |-> state, lease |-> lease, hist |-> hist, gone |-> {}]

Do(p, s) ==
    /\ waiting' = [waiting EXCEPT ![p] = s.wait]
    /\ turns' = [turns EXCEPT ![p] = s.turns]
    /\ serving' = [serving EXCEPT ![p] = s.serving]
    /\ together' = [together EXCEPT ![p] = s.together]
    /\ leaving' = [leaving EXCEPT ![p] = @ \cup s.gone]
    /\ line' = s.line /\ nextId' = s.next /\ state' = s.state /\ lease' = s.lease /\ hist' = s.hist

(***************************************************************************)
Tokens == {hist.tokens[i].t : i \in 1..Len(hist.tokens)}

Call(w) ==
    LET p == Process[w] s == Now(p) IN
    /\ state[w] = "new" /\ \A v \in Waiters : v < w /\ Process[v] = p => state[v] # "new"
    /\ Do(p, Align([s EXCEPT !.wait = Append(@, w), !.state[w] = "waiting",
                             !.hist.before[w] = IF IsLock THEN 0 ELSE Greatest({0} \cup Tokens)], p))
    /\ UNCHANGED <<session, alive, certain>>

Cancel(w) ==
    LET p == Process[w] s == Now(p) IN
    /\ state[w] = "waiting" /\ hist.cancels < MaxCancels
    /\ Do(p, Align([s EXCEPT !.wait = SelectSeq(@, LAMBDA v : v # w), !.state[w] = "cancelled",
                             !.hist.cancels = @ + 1], p))
    /\ UNCHANGED <<session, alive, certain>>

\* A lease ends. Of a lease that ended before, nothing.
Release(w) ==
    LET p == Process[w] s == Now(p)
        t == CHOOSE x \in serving[p] : IF Mutant = "lateReleaseEndsTurn" THEN x.id = lease[w].id ELSE x.w = w
        turn == [id |-> t.id, permits |-> t.permits, last |-> t.w, granted |-> TRUE, served |-> t.served,
                 session |-> t.session]
        s1 == [s EXCEPT !.serving = @ \ {t}, !.state[t.w] = "released",
                        !.hist.foreign = @ \/ t.w # w]
    IN
    /\ state[w] \in (IF Mutant = "lateReleaseEndsTurn" THEN {"holds", "released"} ELSE {"holds"})
    /\ \E x \in serving[p] : IF Mutant = "lateReleaseEndsTurn" THEN x.id = lease[w].id ELSE x.w = w
    /\ IF s1.wait # <<>> /\ Permits[Head(s1.wait)] = t.permits /\ ~IsSpent(s, <<>>, t)
       THEN Do(p, Align([s1 EXCEPT !.turns = <<turn>> \o @], p))
       ELSE Do(p, Align(Retire(s1, turn), p))
    /\ UNCHANGED <<session, alive, certain>>

\* The store tells the first turn of p that fits and was not told; what p has left counts as gone.
Grant(p) ==
    LET seen == SelectSeq(line, LAMBDA n : ~(n.p = p /\ n.id \in leaving[p]))
        fits == {i \in 1..Len(seen) : seen[i].p = p /\ ~seen[i].held /\ Total(SubSeq(seen, 1, i)) <= Size}
        id == seen[CHOOSE i \in fits : \A j \in fits : i <= j].id
        s == Now(p)
        told == [i \in 1..Len(s.turns) |-> IF s.turns[i].id = id THEN [s.turns[i] EXCEPT !.granted = TRUE] ELSE s.turns[i]]
        mark == [i \in 1..Len(line) |-> IF line[i].id = id THEN [line[i] EXCEPT !.held = TRUE] ELSE line[i]]
    IN
    /\ alive[p] /\ fits # {}
    /\ Do(p, Align([s EXCEPT !.line = mark, !.turns = told], p))
    /\ UNCHANGED <<session, alive, certain>>

\* The store tells a turn that it has to wait.
Waits(p) ==
    LET seen == SelectSeq(line, LAMBDA n : ~(n.p = p /\ n.id \in leaving[p])) IN
    /\ alive[p] /\ together[p]
    /\ \E i \in 1..Len(seen) : seen[i].p = p /\ ~seen[i].held /\ Total(SubSeq(seen, 1, i)) > Size
    /\ Do(p, Align([Now(p) EXCEPT !.together = FALSE], p))
    /\ UNCHANGED <<session, alive, certain>>

Delete(p) ==
    /\ alive[p] /\ leaving[p] # {}
    /\ \E id \in leaving[p] :
          /\ line' = SelectSeq(line, LAMBDA n : n.id # id)
          /\ leaving' = [leaving EXCEPT ![p] = @ \ {id}]
    /\ UNCHANGED <<nextId, waiting, turns, serving, together, session, alive, certain, state, lease, hist>>

\* No word from the store for a while.
Doubt(p) ==
    /\ certain[p] /\ hist.doubts < MaxDoubts
    /\ certain' = [certain EXCEPT ![p] = FALSE]
    /\ hist' = [hist EXCEPT !.doubts = @ + 1]
    /\ UNCHANGED <<line, nextId, waiting, turns, serving, together, leaving, session, alive, state, lease>>

\* A fresh write of the same session was acknowledged: reconsider(), align().
Confirm(p) ==
    /\ ~certain[p] /\ alive[p]
    /\ certain' = [certain EXCEPT ![p] = TRUE]
    /\ Do(p, Align([Now(p) EXCEPT !.sure = TRUE], p))
    /\ UNCHANGED <<session, alive>>

\* Never while it is certain: Tenure.tla.
Expire(p) ==
    /\ ~certain[p] /\ alive[p] /\ hist.expiries < MaxExpiries
    /\ alive' = [alive EXCEPT ![p] = FALSE]
    /\ line' = SelectSeq(line, LAMBDA n : n.p # p)
    /\ hist' = [hist EXCEPT !.expiries = @ + 1]
    /\ UNCHANGED <<nextId, waiting, turns, serving, together, leaving, session, certain, state, lease>>

\* The process learns of it, and has a new session: leases are lost, turns are dead, waiters join anew.
Renew(p) ==
    LET s == Now(p)
        ws == waiting[p]
        k == IF ws = <<>> THEN 0 ELSE Permits[Head(ws)]
    IN
    /\ ~alive[p]
    /\ alive' = [alive EXCEPT ![p] = TRUE]
    /\ certain' = [certain EXCEPT ![p] = TRUE]
    /\ session' = [session EXCEPT ![p] = @ + 1]
    /\ waiting' = waiting
    /\ turns' = [turns EXCEPT ![p] = IF ws = <<>> THEN <<>> ELSE <<NewTurn(s, p, k, session[p] + 1)>>]
    /\ line' = IF ws = <<>> THEN line ELSE Append(line, [p |-> p, id |-> nextId, permits |-> k, held |-> FALSE])
    /\ nextId' = IF ws = <<>> THEN nextId ELSE nextId + 1
    /\ serving' = [serving EXCEPT ![p] = {}]
    /\ leaving' = [leaving EXCEPT ![p] = {}]
    /\ state' = [w \in Waiters |-> IF Process[w] = p /\ state[w] = "holds" THEN "lost" ELSE state[w]]
    /\ UNCHANGED <<together, lease, hist>>

Init ==
    /\ line = <<>> /\ nextId = 1
    /\ waiting = [p \in Procs |-> <<>>] /\ turns = [p \in Procs |-> <<>>]
    /\ serving = [p \in Procs |-> {}] /\ leaving = [p \in Procs |-> {}]
    /\ together = [p \in Procs |-> FALSE]
    /\ session = [p \in Procs |-> 1] /\ alive = [p \in Procs |-> TRUE] /\ certain = [p \in Procs |-> TRUE]
    /\ state = [w \in Waiters |-> "new"] /\ lease = [w \in Waiters |-> NoLease]
    /\ hist = [tokens |-> <<>>, before |-> [w \in Waiters |-> 0], dead |-> FALSE, foreign |-> FALSE,
               overtaken |-> [p \in Procs |-> FALSE], cancels |-> 0, doubts |-> 0, expiries |-> 0]

Next ==
    \/ \E w \in Waiters : Call(w) \/ Cancel(w) \/ Release(w)
    \/ \E p \in Procs : Grant(p) \/ Waits(p) \/ Delete(p) \/ Doubt(p) \/ Confirm(p) \/ Expire(p) \/ Renew(p)

Spec == Init /\ [][Next]_vars

CanMove ==
    \/ \E w \in Waiters : state[w] = "holds"
    \/ \E p \in Procs : ~alive[p] \/ ~certain[p] \/ leaving[p] # {}
    \/ \E p \in Procs : \E i \in 1..Len(line) :
          LET seen == SelectSeq(line, LAMBDA n : ~(n.p = p /\ n.id \in leaving[p])) IN
          i <= Len(seen) /\ seen[i].p = p /\ ~seen[i].held /\ Total(SubSeq(seen, 1, i)) <= Size
Fairly == []<>(~CanMove) \/ []<><<TRUE>>_vars

(***************************************************************************)
Holding == {w \in Waiters : state[w] = "holds" /\ certain[Process[w]]}
RECURSIVE PermitsOf(_)
PermitsOf(W) == IF W = {} THEN 0 ELSE LET w == CHOOSE x \in W : TRUE IN Permits[w] + PermitsOf(W \ {w})

C1_Exclusion == PermitsOf(Holding) <= Size

\* C2: tokens rise with the grants. Where several hold, two processes may hear of theirs in another order than the
\* line's; within one process they rise there too, what is passed on has a greater one than all before, and whoever asks
\* after a grant gets a greater one.
C2_TokensRise ==
    /\ \A i, j \in 1..Len(hist.tokens) :
          i < j => IF IsLock \/ hist.tokens[i].p = hist.tokens[j].p \/ hist.tokens[j].passed THEN hist.tokens[i].t < hist.tokens[j].t
                   ELSE hist.tokens[i].t # hist.tokens[j].t
    /\ \A w \in Waiters : lease[w] # NoLease => Token(lease[w]) > hist.before[w]

\* C3: the waiters of a process are served first in, first out.
C3_LocalOrder ==
    \A v, w \in Waiters : Process[v] = Process[w] /\ v < w /\ state[v] = "waiting" => state[w] \in {"new", "waiting", "cancelled"}

\* C3: nobody is served on a turn that stands behind another process's, still waiting.
C3_LineOrder == IsLock => \A p \in Procs : ~hist.overtaken[p]

\* C3: one turn serves at most K.
C3_TurnIsShort == \A p \in Procs : \A t \in serving[p] : t.served <= K

\* C6: nothing is served on a node of a session that is over.
C6_NeverServedDead == ~hist.dead

\* C8: a release ends its own lease, and whoever holds has a turn of its own.
C8_EndsOnlyItsOwn ==
    /\ ~hist.foreign
    /\ \A w \in Waiters : state[w] = "holds" => \E t \in serving[Process[w]] : t.w = w

\* C8: who holds has a node in the line that its token names.
C8_NamedByItsToken ==
    \A w \in Waiters : state[w] = "holds" /\ alive[Process[w]] =>
        \E i \in 1..Len(line) : line[i].p = Process[w] /\ line[i].id = lease[w].id /\ line[i].id \notin leaving[Process[w]]

\* C7: everybody is served in the end.
C7_Progress == Fairly => []<>(\A w \in Waiters : state[w] # "waiting")

\* Reachability: TLC must refute these.
Nobody_Holds == Holding = {}
No_TurnServesTwo == \A p \in Procs : \A t \in serving[p] : t.served < 2
No_TokenOfAnother == \A p \in Procs : \A t \in serving[p] : t.source = t.id
No_TurnAheadOfTheOld == \A p \in Procs : leaving[p] = {} \/ turns[p] = <<>>
No_LossOfALease == \A w \in Waiters : state[w] # "lost"
No_TwoHold == Cardinality(Holding) < 2
=============================================================================
