------------------------- MODULE PermitQueueScenes -------------------------
(***************************************************************************)
(* Who takes part in each check of PermitQueue. "we" and "they" are        *)
(* processes of ours; "x", "y" and "z" are sighted ones.                   *)
(***************************************************************************)
EXTENDS PermitQueue, TLC

\* A semaphore of 3: y has all of it, three waiters of ours come at once, and x comes in between.
BurstOwner == 1 :> "we" @@ 2 :> "we" @@ 3 :> "we" @@ 4 :> "x" @@ 5 :> "y"
BurstWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1 @@ 4 :> 1 @@ 5 :> 3
BurstPresent == <<5>>

\* A semaphore of 2: two waiters of ours with 1 and 2 permits, x with 1.
FaultOwner == 1 :> "we" @@ 2 :> "we" @@ 3 :> "x"
FaultWeight == 1 :> 1 @@ 2 :> 2 @@ 3 :> 1
FaultPresent == <<3>>

\* A lock: two processes of ours.
PairOwner == 1 :> "we" @@ 2 :> "they"
PairWeight == 1 :> 1 @@ 2 :> 1
PairPresent == <<>>

\* A lock with a line: ours stands behind x, y and z.
FarOwner == 1 :> "we" @@ 2 :> "x" @@ 3 :> "y" @@ 4 :> "z"
FarWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1 @@ 4 :> 1
FarPresent == <<2, 3, 4>>

\* A lock: two processes of ours, which both watch whom they stand behind, and x before them.
OverOwner == 1 :> "we" @@ 2 :> "they" @@ 3 :> "x"
OverWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1
OverPresent == <<3>>

\* A semaphore of 1, then 2: two processes of ours that want 1 each.
SoleOwner == 1 :> "we" @@ 2 :> "they"
SoleWeight == 1 :> 1 @@ 2 :> 1
SolePresent == <<>>

\* The same, of us and x.
CutOwner == 1 :> "we" @@ 2 :> "x"
CutWeight == 1 :> 1 @@ 2 :> 1
CutPresent == <<>>

\* The same, of two waiters of ours, and x.
OwnOwner == 1 :> "we" @@ 2 :> "we" @@ 3 :> "x"
OwnWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1
OwnPresent == <<>>

\* A semaphore of 2, then 3: two of ours and one of theirs that want 1 each.
TogetherOwner == 1 :> "we" @@ 2 :> "we" @@ 3 :> "they"
TogetherWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1
TogetherPresent == <<>>

\* The same, of two of ours, the older of which may leave, and x.
LeaveOwner == 1 :> "we" @@ 2 :> "we" @@ 3 :> "x"
LeaveWeight == 1 :> 1 @@ 2 :> 1 @@ 3 :> 1
LeavePresent == <<>>
=============================================================================
