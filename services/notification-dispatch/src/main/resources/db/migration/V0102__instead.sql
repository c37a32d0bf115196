-- An action that hands on to the leaders what could not be delivered to somebody else.
alter table action add column instead_of uuid unique references message (id);
