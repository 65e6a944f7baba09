----------------------------- MODULE EventFlag -----------------------------
(***************************************************************************)
(* An event: its state is a version that counts the changes, set when it   *)
(* is odd. EventLine and ZooKeeperFlag: one watch and one reading at a     *)
(* time are shared by all waiters of a process.                            *)
(*                                                                         *)
(* The process is connected with a server that may lag behind the store.   *)
(* A reading goes behind a write of our own, so it shows at least what was *)
(* there when it was sent; a look, after an event of the watch, does not.  *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Waiters, MaxVersion, MaxDrops, MaxExpiries, Mutant

VARIABLES
    version,  \* in the store
    server,   \* the version that our server has come to
    watch,    \* our server knows of our watch
    up, alive,
    req, ans, \* requests and answers on their way
    watched,  \* "no", "asked", "set": what the process knows of its watch
    reading,  \* the waiters for whom a reading is under way; and whether there is one
    fresh,    \* those for whom the next one is
    base,     \* waiter -> the version it began with, or None
    seen,     \* the greatest version heard of
    state,    \* waiter -> "new", "waiting", "done"
    hist      \* what only the properties look at

vars == <<version, server, watch, up, alive, req, ans, watched, reading, fresh, base, seen, state, hist>>

None == MaxVersion + 1
IsSet(v) == v % 2 = 1
Waiting == {w \in Waiters : state[w] = "waiting"}
NoReading == [on |-> FALSE, of |-> {}]

Init ==
    /\ version = 0 /\ server = 0 /\ watch = FALSE /\ up = TRUE /\ alive = TRUE
    /\ req = <<>> /\ ans = <<>> /\ watched = "no" /\ reading = NoReading /\ fresh = {}
    /\ base = [w \in Waiters |-> None] /\ seen = 0
    /\ state = [w \in Waiters |-> "new"]
    /\ hist = [wasSet |-> [w \in Waiters |-> FALSE],    \* set at some instant since the call
               since |-> [w \in Waiters |-> "unread"],  \* at and since its reading in the store: "clear", or once "set"
               drops |-> 0, expiries |-> 0]

\* The requests that begin a wait: the watch, if there is none, and ahead of it no reading.
Reading(q, f) == Append(q, [t |-> "read", of |-> f])
Begin(q) == IF watched = "no" /\ Mutant # "watchAfterRead" THEN q \o <<[t |-> "watch"], [t |-> "look"]>> ELSE q
Watching == IF watched = "no" /\ Mutant # "watchAfterRead" THEN "asked" ELSE watched

Call(w) ==
    /\ state[w] = "new" /\ \A v \in Waiters : v < w => state[v] # "new"
    /\ state' = [state EXCEPT ![w] = "waiting"]
    /\ hist' = [hist EXCEPT !.wasSet[w] = IsSet(version)]
    /\ IF up /\ alive
       THEN /\ watched' = Watching
            /\ IF reading.on THEN /\ fresh' = fresh \cup {w} /\ req' = Begin(req) /\ UNCHANGED reading
               ELSE /\ reading' = [on |-> TRUE, of |-> fresh \cup {w}] /\ fresh' = {}
                    /\ req' = Reading(Begin(req), fresh \cup {w})
       ELSE /\ fresh' = fresh \cup {w} /\ UNCHANGED <<watched, req, reading>>
    /\ UNCHANGED <<version, server, watch, up, alive, ans, base, seen>>

\* Somebody sets or clears.
Change ==
    /\ version < MaxVersion
    /\ version' = version + 1
    /\ LET set == IsSet(version + 1) IN
       hist' = [hist EXCEPT !.wasSet = [w \in Waiters |-> @[w] \/ (set /\ state[w] = "waiting")],
                            !.since = [w \in Waiters |-> IF set /\ @[w] = "clear" THEN "set" ELSE @[w]]]
    /\ UNCHANGED <<server, watch, up, alive, req, ans, watched, reading, fresh, base, seen, state>>

\* Our server comes to know of the next change, and tells.
Apply ==
    /\ server < version
    /\ server' = server + 1
    /\ ans' = IF watch THEN Append(ans, [t |-> "event"]) ELSE ans
    /\ UNCHANGED <<version, watch, up, alive, req, watched, reading, fresh, base, seen, state, hist>>

Request ==
    /\ alive /\ req # <<>>
    /\ LET r == Head(req) IN
       /\ r.t = "read" /\ Mutant # "readWithoutBarrier" => server = version
       /\ req' = Tail(req)
       /\ watch' = (watch \/ r.t = "watch")
       /\ ans' = Append(ans, CASE r.t = "watch" -> [t |-> "watch"]
                               [] r.t = "look" -> [t |-> "seen", v |-> server]
                               [] r.t = "read" -> [t |-> "read", v |-> server, of |-> r.of])
       /\ hist' = IF r.t = "read"
                  THEN [hist EXCEPT !.since = [w \in Waiters |-> IF w \notin r.of THEN @[w]
                                                             ELSE IF IsSet(version) THEN "set" ELSE "clear"]]
                  ELSE hist
    /\ UNCHANGED <<version, server, up, alive, watched, reading, fresh, base, seen, state>>

\* EventLine.heard().
Heard(v, b) ==
    LET top == IF v > seen THEN v ELSE seen
        ends(w) == state[w] = "waiting" /\ b[w] # None
                   /\ (IsSet(b[w]) \/ (IF Mutant = "flagOnly" THEN IsSet(v) ELSE top > b[w]))
    IN /\ seen' = top
       /\ state' = [w \in Waiters |-> IF ends(w) THEN "done" ELSE state[w]]

Hear ==
    /\ up /\ ans # <<>>
    /\ ans' = Tail(ans)
    /\ LET a == Head(ans) IN
       CASE a.t = "watch" -> /\ watched' = "set"
                             /\ UNCHANGED <<req, reading, fresh, base, seen, state>>
         [] a.t = "event" -> /\ req' = Append(req, [t |-> "look"])
                             /\ UNCHANGED <<watched, reading, fresh, base, seen, state>>
         [] a.t = "seen" -> /\ Heard(a.v, base)
                            /\ UNCHANGED <<req, watched, reading, fresh, base>>
         [] a.t = "read" ->
              LET b == [w \in Waiters |-> IF w \in a.of THEN a.v ELSE base[w]]
                  late == IF Mutant = "watchAfterRead" /\ watched = "no" THEN <<[t |-> "watch"]>> ELSE <<>>
              IN /\ base' = b /\ Heard(a.v, b)
                 /\ reading' = [on |-> fresh # {}, of |-> fresh] /\ fresh' = {}
                 /\ req' = IF fresh # {} THEN Reading(req \o late, fresh) ELSE req \o late
                 /\ watched' = IF late # <<>> THEN "asked" ELSE watched
    /\ UNCHANGED <<version, server, watch, up, alive, hist>>

Drop ==
    /\ up /\ hist.drops < MaxDrops
    /\ hist' = [hist EXCEPT !.drops = @ + 1,
                            !.since = [w \in Waiters |-> IF base[w] = None THEN "unread" ELSE @[w]]]
    /\ up' = FALSE /\ req' = <<>> /\ ans' = <<>> /\ watch' = FALSE
    /\ watched' = IF watched = "set" THEN "set" ELSE "no"
    /\ fresh' = fresh \cup reading.of /\ reading' = NoReading
    /\ UNCHANGED <<version, server, alive, base, seen, state>>

\* The connection stands again, maybe with another server; it is never behind what we have been told.
Standing(renewed) ==
    LET w == IF renewed THEN "no" ELSE watched
        set == IF w = "no" /\ Waiting # {} THEN <<[t |-> "watch"]>> ELSE <<>>
        look == IF Mutant # "noLookAfterReconnect" /\ Waiting # {} THEN <<[t |-> "look"]>> ELSE <<>>
        q == set \o look
    IN /\ up' = TRUE
       /\ watch' = (w = "set")
       /\ watched' = IF set # <<>> THEN "asked" ELSE w
       /\ server' \in seen .. version
       /\ reading' = [on |-> fresh # {}, of |-> fresh] /\ fresh' = {}
       /\ req' = IF fresh # {} THEN Reading(q, fresh) ELSE q
       /\ ans' = <<>>
       /\ UNCHANGED <<version, base, seen, state, hist>>

Reconnect == ~up /\ alive /\ Standing(FALSE) /\ UNCHANGED alive
Expire == /\ ~up /\ alive /\ hist.expiries < MaxExpiries /\ alive' = FALSE
          /\ hist' = [hist EXCEPT !.expiries = @ + 1]
          /\ UNCHANGED <<version, server, watch, up, req, ans, watched, reading, fresh, base, seen, state>>
Renew == ~alive /\ alive' = TRUE /\ Standing(TRUE)

Next == Change \/ Apply \/ Request \/ Hear \/ Drop \/ Reconnect \/ Expire \/ Renew \/ \E w \in Waiters : Call(w)

Spec == Init /\ [][Next]_vars

\* When something must move; ENABLED would say the same.
CanMove == server < version \/ (alive /\ req # <<>>) \/ (up /\ ans # <<>>) \/ ~up \/ ~alive
Fairly == []<>(~CanMove) \/ []<><<TRUE>>_vars

\* E1, only if: who returns true was called before some instant at which it was set.
E1_NoFalseReturn == \A w \in Waiters : state[w] = "done" => hist.wasSet[w]

\* E1, if: every waiter gets its reading, whatever happens to the connection, and from the reading that was answered a
\* set is never missed, also if it was cleared again at once.
Served(w) == state[w] = "waiting" => base[w] # None /\ hist.since[w] # "set"
E1_NoPulseMissed == Fairly => []<>(\A w \in Waiters : Served(w))

\* Reachability: TLC must refute these.
Nobody_Returns == \A w \in Waiters : state[w] # "done"
No_ReturnAfterPulse == ~(\E w \in Waiters : state[w] = "done" /\ base[w] = 0 /\ seen = 2)
No_ReturnAfterRenewal == ~(hist.expiries > 0 /\ \E w \in Waiters : state[w] = "done" /\ ~IsSet(base[w]))
=============================================================================
