select pg_sleep(1.5);
create table migrated (id int);
