/** The versions of the schema: each is what has to be done to the one before it. Never change one that was released. */
export const schema: readonly string[] = [
  `
  CREATE TABLE data (
    id text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('planned', 'uploading', 'ready', 'garbage')),
    claim text NOT NULL UNIQUE,
    run text,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE tags (
    data text NOT NULL REFERENCES data ON DELETE CASCADE,
    key text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (data, key, value)
  );
  CREATE INDEX tags_by_text ON tags (key, value);
  CREATE TABLE plans (
    id text PRIMARY KEY,
    definition jsonb NOT NULL,
    digest text NOT NULL UNIQUE, -- of the definition, which may be longer than an index takes
    active boolean NOT NULL DEFAULT true
  );
  CREATE TABLE runs (
    id text PRIMARY KEY,
    plan text NOT NULL REFERENCES plans,
    state text NOT NULL,
    inputs jsonb NOT NULL,
    digest text NOT NULL, -- of the inputs
    outputs jsonb NOT NULL,
    log text NOT NULL, -- data, which is gone when the run never started
    message text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (plan, digest)
  );
  CREATE INDEX runs_by_state ON runs (state);
  CREATE TABLE agents (
    pod text PRIMARY KEY,
    data text NOT NULL,
    until timestamptz NOT NULL
  );
  `,
];
