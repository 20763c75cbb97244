-- What the first version of the program may have left behind: one message in every state, of every kind of channel.

INSERT INTO person (consents, created_at) VALUES
    ('{}', '2026-11-16 02:00:00.000000'),
    ('{}', '2026-11-16 02:00:00.000000');

INSERT INTO conversation (channel, account, external_id, speaker_id, state, seq, last_at, created_at) VALUES
    ('web', '', 'lan', 1, '{}', 3, '2026-11-16 02:00:00.000000', '2026-11-16 02:00:00.000000'),
    ('telegram', 'bot', 'hoa', 2, '{}', 4, '2026-11-16 02:00:00.000000', '2026-11-16 02:00:00.000000'),
    ('terminal', '', 'me', 2, '{}', 1, '2026-11-16 02:00:00.000000', '2026-11-16 02:00:00.000000');

INSERT INTO outbox
    (conversation_id, channel, seq, cause, message, state, attempts, not_before, error, external_id, created_at, sent_at)
VALUES
    (1, 'web', 1, 'm1/0', '{"text": "một"}', 'waiting', 0, NULL, NULL, NULL, '2026-11-16 02:00:00.000000', NULL),
    (1, 'web', 2, 'm1/1', '{"text": "hai"}', 'sent', 0, NULL, NULL, 'w-1',
        '2026-11-16 02:00:00.000000', '2026-11-16 02:00:01.000000'),
    (1, 'web', 3, 'm1/2', '{"text": "ba"}', 'dead', 8, NULL, 'invalid', NULL, '2026-11-16 02:00:00.000000', NULL),
    (2, 'telegram', 1, 'm1/0', '{"text": "bốn"}', 'sent', 1, NULL, 'throttled', 'tg-1',
        '2026-11-16 02:00:00.000000', '2026-11-16 02:00:01.000000'),
    (2, 'telegram', 2, 'm1/1', '{"text": "năm"}', 'dead', 8, NULL, 'invalid', NULL, '2026-11-16 02:00:00.000000', NULL),
    (2, 'telegram', 3, 'm2/0', '{"text": "sáu"}', 'waiting', 2, '2026-11-16 02:00:00.000000', 'throttled', NULL,
        '2026-11-16 02:00:00.000000', NULL),
    (3, 'terminal', 1, 'm1/0', '{"text": "bảy"}', 'waiting', 0, NULL, NULL, NULL, '2026-11-16 02:00:00.000000', NULL),
    (2, 'telegram', 4, 'm3/0', '{"text": "tám"}', 'waiting', 0, NULL, NULL, NULL, '2026-11-16 02:00:00.000000', NULL);

INSERT INTO code (hash, kind, person_id, conversation_id, uses_left, expires_at) VALUES
    ('h1', 'recovery', 2, 2, 1, NULL),
    ('h2', 'confirm', 1, 1, 1, '2026-11-16 02:00:00.000000'),
    ('h3', 'confirm', 1, 1, 1, '2026-11-16 02:00:00.000000');

-- The newest rows are gone; who knows where their ids are remembered.
DELETE FROM outbox WHERE cause = 'm3/0';

DELETE FROM code WHERE hash = 'h3';
