-- +goose Up
-- What waits for a verifier, so that his list is a walk along an index: the
-- level whose turn it is (0: nobody's) and since when. Both are folds.
ALTER TABLE record ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN turn_ms BIGINT NOT NULL DEFAULT 0;
UPDATE record SET turn = coalesce((SELECT min(l.level::bigint)
  FROM json_array_elements_text(convert_from(record.state, 'UTF8')::json -> 'route') AS l (level) WHERE l.level::bigint > record.level), 0)
WHERE status IN ('submitted', 'verified');
UPDATE record SET turn_ms = coalesce((SELECT max(o.accepted_ms) FROM op o WHERE o.ledger_id = record.ledger_id AND o.entity_id = record.record_id
  AND convert_from(o.bytes, 'UTF8')::json ->> 'verb' IN ('submit', 'verify', 'correct')), 0)
WHERE turn > 0;
CREATE INDEX record_turn ON record (ledger_id, turn_ms, record_id) WHERE turn > 0;
