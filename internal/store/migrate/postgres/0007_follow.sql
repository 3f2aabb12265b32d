-- +goose Up
-- The day from which an entry reminds that somebody has to look at it again (0:
-- it does not), so that what is due is a walk along an index. A fold; entries
-- of older books have no such day.
ALTER TABLE record ADD COLUMN follow_day BIGINT NOT NULL DEFAULT 0;
CREATE INDEX record_follow ON record (ledger_id, follow_day) WHERE follow_day > 0;
