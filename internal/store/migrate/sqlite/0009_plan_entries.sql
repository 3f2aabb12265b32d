-- +goose Up
-- The planned activity an entry carries out ('': none), so that what became of a
-- plan is a walk along an index. A fold, filled in for the entries of older books.
ALTER TABLE record ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
UPDATE record SET plan_id = coalesce(json_extract(CAST(content AS TEXT), '$.plan_id'), '')
WHERE record_type = 'entry';
CREATE INDEX record_plan ON record (ledger_id, plan_id) WHERE plan_id <> '';
