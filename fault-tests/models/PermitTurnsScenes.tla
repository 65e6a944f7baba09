------------------------- MODULE PermitTurnsScenes -------------------------
(***************************************************************************)
(* Who takes part in each check of PermitTurns.                            *)
(***************************************************************************)
EXTENDS PermitTurns, TLC

\* A lock: three waiters of one process, one of another.
LockProcess == 1 :> "we" @@ 2 :> "we" @@ 3 :> "we" @@ 4 :> "they"
LockPermits == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1 @@ 4 :> 1

\* A semaphore of 2: three waiters of one process with 1 permit each, and another that wants both.
PoolProcess == 1 :> "we" @@ 2 :> "we" @@ 3 :> "we" @@ 4 :> "they"
PoolPermits == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1 @@ 4 :> 2

\* A semaphore of 2: two waiters of one process and one of another, with 1 permit each.
BesideProcess == 1 :> "we" @@ 2 :> "we" @@ 3 :> "they"
BesidePermits == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1

\* A semaphore of 2: three waiters of one process, two of which want both permits, and another that wants one.
MixedProcess == 1 :> "we" @@ 2 :> "we" @@ 3 :> "we" @@ 4 :> "they"
MixedPermits == 1 :> 2 @@ 2 :> 2 @@ 3 :> 1 @@ 4 :> 1
=============================================================================
