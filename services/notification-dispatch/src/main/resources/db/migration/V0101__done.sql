-- A person may say of a task that it is done, at once or after having taken it up.
alter table acknowledgement add column done_at timestamptz;
