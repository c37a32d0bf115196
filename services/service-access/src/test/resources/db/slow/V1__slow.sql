select pg_sleep(3.5);
create table migrated (id int);
