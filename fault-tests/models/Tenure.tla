------------------------------- MODULE Tenure -------------------------------
(***************************************************************************)
(* For how long is it certain that nobody else was granted what a session  *)
(* holds? Tenure's deadline against what the servers of ZooKeeper do.      *)
(*                                                                         *)
(* A client is connected with a follower, the follower with the leader.    *)
(* Between those two each way is a pipe in order, which may be slow, or be *)
(* cut for good. The follower answers pings by itself, passes writes on,   *)
(* and tells the leader whom it has heard of only when the leader pings    *)
(* it. A write that is passed on does not touch the session at the leader  *)
(* (LeaderZooKeeperServer.submitLearnerRequest). The leader ends a session *)
(* that was not touched for T; another leader begins all of them anew.     *)
(*                                                                         *)
(* Time is the servers'. The client's clock may go slower: then its window *)
(* is longer in their time, so Window is 2T/3 times the drift.             *)
(*                                                                         *)
(* Left out: the server rounds an end up to a whole tick, which only adds  *)
(* time. A client that moves to another server touches the session there.  *)
(* A client at the leader itself touches it with each request.             *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS
    T,         \* the session timeout
    HalfTick,  \* how often the leader pings the follower
    Period,    \* how often the client writes while it holds or waits
    PingEvery, \* how often the ZooKeeper client pings when it has nothing to say
    Window,    \* for how long after s it takes itself for certain
    ToLeader,  \* how long a message to the leader takes at most, unless the way is cut
    ToFollower,\* the same, back
    Idle,      \* how long the client may be without anything to write, at the beginning
    Elections, \* whether the leader may be deposed
    Apart,     \* for Rule "proof": more than HalfTick
    Rest,      \* for Rule "proof": a write so long after the last acknowledgement is the first after a rest; T/4
    Third,     \* for Rule "proof": T/3
    Rule,      \* "lastWrite": from the last acknowledged write; "proof": see Acknowledge
    Horizon,   \* where the exploration ends
    Mutant

VARIABLES
    now,
    touched,  \* when the leader was last told of the session
    pinged,   \* when it last pinged the follower
    deposed,  \* there is another leader; this one and the follower do not know
    expired,  \* the session is over, and somebody else may be granted
    heard,    \* the follower has heard of the client since it last told
    up, down, \* messages to the leader and back: [t, at, s]
    cutUp, cutDown,
    sent,     \* when the client last sent anything
    open,     \* when the write was sent whose answer is missing; -1: none is
    busy,     \* it holds or waits
    proof,    \* the s it counts from; -1: none
    chain     \* for Rule "proof": the writes that were acknowledged before

Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y

vars == <<now, touched, pinged, deposed, expired, heard, up, down, cutUp, cutDown, sent, open, busy, proof, chain>>

\* s, a: a write and when it was acknowledged; base: the write ahead of it, Apart from it. `last` is when any was
\* acknowledged, and at `told` or later the leader was told of the session; it knew it from the beginning.
NoChain == [s |-> -1, a |-> -1, base |-> -1, last |-> 0, told |-> 0]

Init ==
    /\ now = 0 /\ touched = 0 /\ deposed = FALSE /\ expired = FALSE
    /\ pinged \in (1 - HalfTick) .. 0
    /\ heard = FALSE /\ up = <<>> /\ down = <<>> /\ cutUp = FALSE /\ cutDown = FALSE
    /\ sent = 0 /\ open = -1 /\ busy = FALSE /\ proof = -1 /\ chain = NoChain

Late(q, bound, cut) == ~cut /\ q # <<>> /\ now - Head(q).at >= bound

\* The follower's word is of no more use: what the client tells it changes nothing.
Quiet == (cutUp \/ deposed) /\ Mutant # "deadlineFromPings"

\* Time goes on unless something is due.
Tick ==
    /\ ~Late(up, ToLeader, cutUp) /\ ~Late(down, ToFollower, cutDown)
    /\ now < pinged + HalfTick \/ cutDown
    /\ now < sent + PingEvery \/ Quiet
    /\ busy \/ now < Idle
    /\ open # -1 \/ ~busy \/ now < sent + Period
    /\ now' = now + 1
    /\ UNCHANGED <<touched, pinged, deposed, expired, heard, up, down, cutUp, cutDown, sent, open, busy, proof, chain>>

\* Leader
Ping ==
    /\ now = pinged + HalfTick /\ ~cutDown
    /\ pinged' = now
    /\ down' = Append(down, [t |-> "ping", at |-> now, s |-> 0])
    /\ UNCHANGED <<now, touched, deposed, expired, heard, up, cutUp, cutDown, sent, open, busy, proof, chain>>

LeaderHears ==
    /\ up # <<>> /\ ~cutUp
    /\ up' = Tail(up)
    /\ LET m == Head(up)
           lives == ~expired /\ ~deposed
           acks == lives \/ (Mutant = "deposedAcknowledges" /\ deposed) IN
       /\ touched' = IF m.t = "told" /\ lives THEN now ELSE touched
       /\ down' = IF m.t = "write" /\ acks /\ ~cutDown
                  THEN Append(down, [t |-> "commit", at |-> now, s |-> m.s]) ELSE down
    /\ UNCHANGED <<now, pinged, deposed, expired, heard, cutUp, cutDown, sent, open, busy, proof, chain>>

Expire ==
    /\ ~expired /\ now >= touched + T
    /\ expired' = TRUE
    /\ UNCHANGED <<now, touched, pinged, deposed, heard, up, down, cutUp, cutDown, sent, open, busy, proof, chain>>

\* The others elect a leader; it knows the session and gives it a full T.
Elect ==
    /\ Elections /\ ~deposed /\ ~expired
    /\ deposed' = TRUE
    /\ touched' = now
    /\ UNCHANGED <<now, pinged, expired, heard, up, down, cutUp, cutDown, sent, open, busy, proof, chain>>

\* Follower
Acknowledge(s) ==
    \* The writes follow one another, each sent after the last was acknowledged. If w1 was acknowledged, a leader's ping
    \* went out after it and ahead of the commit of w2, and w3 was sent after that commit had come, then the follower's
    \* answer to that ping is ahead of w3, and w3's acknowledgement proves that the leader was told after w1 was sent.
    LET linked == IF chain.s = -1 THEN [chain EXCEPT !.s = s, !.a = now]
                  ELSE IF s >= chain.a + Apart THEN [chain EXCEPT !.s = s, !.a = now, !.base = chain.s]
                  ELSE chain
        \* The first write after a rest is believed as far as one write can be; those that follow add nothing to it until
        \* there are three.
        rests == s >= chain.last + Rest
        base == IF Mutant = "shortChain" THEN linked.base ELSE chain.base
        told == Max({chain.told, base} \cup (IF rests THEN {s - Third} ELSE {}))
    IN IF Rule = "lastWrite"
       THEN /\ proof' = IF Mutant = "fromAnswer" THEN now ELSE s
            /\ UNCHANGED chain
       ELSE /\ proof' = Max({proof, Min({s, told + Third})})
            /\ chain' = IF rests THEN [s |-> s, a |-> now, base |-> -1, last |-> now, told |-> told]
                        ELSE [linked EXCEPT !.last = now, !.told = told]

FollowerHears ==
    /\ down # <<>> /\ ~cutDown
    /\ down' = Tail(down)
    /\ LET m == Head(down) IN
       IF m.t = "ping"
       THEN /\ up' = IF cutUp \/ ~heard THEN up ELSE Append(up, [t |-> "told", at |-> now, s |-> 0])
            /\ heard' = FALSE /\ UNCHANGED <<open, proof, chain>>
       ELSE /\ open' = -1 /\ Acknowledge(m.s) /\ UNCHANGED <<up, heard>>
    /\ UNCHANGED <<now, touched, pinged, deposed, expired, cutUp, cutDown, sent, busy>>

\* Client
Write ==
    /\ open = -1 /\ (~busy \/ now >= sent + 1)
    /\ busy' = TRUE /\ open' = now /\ sent' = now /\ heard' = TRUE
    /\ up' = IF cutUp THEN up ELSE Append(up, [t |-> "write", at |-> now, s |-> now])
    /\ UNCHANGED <<now, touched, pinged, deposed, expired, down, cutUp, cutDown, proof, chain>>

\* The follower answers this by itself.
ClientPings ==
    /\ now = sent + PingEvery /\ (open # -1 \/ ~busy) /\ ~Quiet
    /\ sent' = now /\ heard' = TRUE
    /\ proof' = IF Mutant = "deadlineFromPings" /\ proof # -1 THEN now ELSE proof
    /\ UNCHANGED <<now, touched, pinged, deposed, expired, up, down, cutUp, cutDown, open, busy, chain>>

\* Network. What is on its way is lost with the way.
CutUp == /\ ~cutUp /\ cutUp' = TRUE /\ up' = <<>>
         /\ UNCHANGED <<now, touched, pinged, deposed, expired, heard, down, cutDown, sent, open, busy, proof, chain>>
CutDown == /\ ~cutDown /\ cutDown' = TRUE /\ down' = <<>>
           /\ UNCHANGED <<now, touched, pinged, deposed, expired, heard, up, cutUp, sent, open, busy, proof, chain>>

Next == Tick \/ Ping \/ LeaderHears \/ Expire \/ Elect \/ FollowerHears \/ Write \/ ClientPings \/ CutUp \/ CutDown

Spec == Init /\ [][Next]_vars

Bound == now < Horizon

Certain == proof # -1 /\ now < proof + Window

\* C1 and C5: while we are certain, the session lives, and so nobody else was granted.
C5_Certainty == Certain => ~expired

\* Reachability: TLC must refute these.
Never_Certain == ~Certain
Never_Renewed == ~(Certain /\ proof > T)
Never_CertainUnderAnotherLeader == ~(Certain /\ deposed)
Never_Expired == ~expired
=============================================================================
