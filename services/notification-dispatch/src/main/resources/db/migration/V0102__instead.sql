-- An action that brings a message to the leaders because it could not be delivered to its recipient.
alter table action add column instead_of uuid unique references message (id);
