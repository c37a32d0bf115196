create table of_a_library (id integer primary key);
