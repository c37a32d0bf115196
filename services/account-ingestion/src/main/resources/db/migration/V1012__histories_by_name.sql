-- A column that is added to a table and to its history stands after superseded_at there, so the values are stored by name. A column that
-- the history does not have yet is left out.
create or replace function keep_history() returns trigger
    language plpgsql as
$$
declare
    history constant text := tg_table_name || '_history';
begin
    execute format('insert into %I select h.* from jsonb_populate_record(null::%I, '
                   || 'to_jsonb($1) || jsonb_build_object(''superseded_at'', $2)) h', history, history)
        using old, new.known_at;
    return new;
end
$$;

create or replace function keep_usage_history() returns trigger
    language plpgsql as
$$
begin
    insert into usage_history (account, app_user, feature, day, count, duration_seconds, batch, version, id, contract_period, attributes,
                               known_at, superseded_at)
    values (old.account, old.app_user, old.feature, old.day, old.count, old.duration_seconds, old.batch, old.version, old.id,
            old.contract_period, old.attributes,
            (select known_at from usage_batch where number = old.batch), (select known_at from usage_batch where number = new.batch));
    return new;
end
$$;
