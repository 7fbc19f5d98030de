-- Reason: a suspension outlives the account that was erased under it, by number and date alone.

-- Until when an erased account cannot come back; empty for all others.
ALTER TABLE member ADD COLUMN barred_until TEXT;
