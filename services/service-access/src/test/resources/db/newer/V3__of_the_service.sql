alter table migrated add column note text;
