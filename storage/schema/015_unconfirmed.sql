-- Reason: a restored case may have been withdrawn since the backup; it waits until its author says
-- that it is still to go on.

CREATE TABLE unconfirmed (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id)
) STRICT;
