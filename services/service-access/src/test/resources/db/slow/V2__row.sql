insert into migrated values (1);
