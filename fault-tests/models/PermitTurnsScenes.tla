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
=============================================================================
