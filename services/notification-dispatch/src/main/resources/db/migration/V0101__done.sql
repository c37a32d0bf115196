-- A task can be reported as done at once, or after it was taken up.
alter table acknowledgement add column done_at timestamptz;
