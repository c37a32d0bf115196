-- Everything that metrics read of an account, and both ends of what the sources cover.

-- complete_from is what a source declares; first_day the earliest day of which its imports brought a record. The first one counts
-- where it is given. Without both, every day until complete_through is covered.
alter table source_coverage add column complete_from date, add column first_day date;
alter table source_coverage_history add column complete_from date;

-- The earliest day of a record that the file brought; null for kinds whose records hold until further notice.
alter table import_job add column first_day date;

create or replace function keep_coverage() returns trigger
    language plpgsql as
$$
begin
    insert into source_coverage_history (source, kind, complete_from, complete_through, known_at)
    values (new.source, new.kind, coalesce(new.complete_from, new.first_day), new.complete_through, business_now());
    return new;
end
$$;

drop function coverage_known(timestamptz);
create function coverage_known(k timestamptz)
    returns table (source text, kind text, complete_from date, complete_through date)
    language sql stable as
$$
    select distinct on (s.source, s.kind) s.source, s.kind, s.complete_from, s.complete_through
    from source_coverage_history s
    where s.known_at <= k
    order by s.source, s.kind, s.number desc
$$;

-- All versions of an account's attributes that were known at an instant; each holds from the day on which it became known.
create function account_versions_known(k timestamptz)
    returns table (account_id text, version bigint, known_at timestamptz, segment text, business_model text, lifecycle_stage text,
                   industry text, country text, csm_email text, signup_date date)
    language sql stable as
$$
    select a.id, a.version, a.known_at, a.segment, a.business_model, a.lifecycle_stage, a.industry, a.country, a.csm_email, a.signup_date
    from account a where a.known_at <= k
    union all
    select h.id, h.version, h.known_at, h.segment, h.business_model, h.lifecycle_stage, h.industry, h.country, h.csm_email, h.signup_date
    from account_history h where h.known_at <= k
$$;

create function contract_periods_known(k timestamptz)
    returns table (id text, account_id text, start_date date, end_date date, mrr_minor bigint, currency text, purchased_seats integer,
                   trial boolean, plan text)
    language sql stable as
$$
    select p.id, p.account_id, p.start_date, p.end_date, p.mrr_minor, p.currency, p.purchased_seats, p.trial, p.plan
    from contract_period p where p.known_at <= k
    union all
    select h.id, h.account_id, h.start_date, h.end_date, h.mrr_minor, h.currency, h.purchased_seats, h.trial, h.plan
    from contract_period_history h where h.known_at <= k and h.superseded_at > k
$$;

create function churn_events_known(k timestamptz)
    returns table (id text, account_id text, churned_on date, reason text, reactivation boolean)
    language sql stable as
$$
    select c.id, c.account_id, c.churned_on, c.reason, c.reactivation from churn_event c where c.known_at <= k
    union all
    select h.id, h.account_id, h.churned_on, h.reason, h.reactivation
    from churn_event_history h where h.known_at <= k and h.superseded_at > k
$$;

create function sentiments_known(k timestamptz)
    returns table (id text, account_id text, rated_on date, rating integer, rated_by text)
    language sql stable as
$$
    select s.id, s.account_id, s.rated_on, s.rating, s.rated_by from sentiment s where s.known_at <= k
    union all
    select h.id, h.account_id, h.rated_on, h.rating, h.rated_by
    from sentiment_history h where h.known_at <= k and h.superseded_at > k
$$;

drop function tickets_known(timestamptz);
create function tickets_known(k timestamptz)
    returns table (id text, account_id text, opened_at timestamptz, resolved_at timestamptz, priority text, satisfaction numeric)
    language sql stable as
$$
    select t.id, t.account_id, t.opened_at, t.resolved_at, t.priority, t.satisfaction from ticket t where t.known_at <= k
    union all
    select h.id, h.account_id, h.opened_at, h.resolved_at, h.priority, h.satisfaction
    from ticket_history h where h.known_at <= k and h.superseded_at > k
$$;

drop function touchpoints_known(timestamptz);
create function touchpoints_known(k timestamptz)
    returns table (id text, account_id text, kind text, meeting_kind text, status text, direction text, contact_ids text[],
                   occurred_at timestamptz, booked_at timestamptz, two_way_at timestamptz, outreach boolean)
    language sql stable as
$$
    select t.id, t.account_id, t.kind, t.meeting_kind, t.status, t.direction, t.contact_ids, t.occurred_at, t.booked_at,
           two_way_at(t.kind, t.status, t.direction, t.occurred_at, t.answered, t.answered_at),
           is_outreach(t.kind, t.status, t.direction)
    from touchpoint t where t.known_at <= k
    union all
    select h.id, h.account_id, h.kind, h.meeting_kind, h.status, h.direction, h.contact_ids, h.occurred_at, h.booked_at,
           two_way_at(h.kind, h.status, h.direction, h.occurred_at, h.answered, h.answered_at),
           is_outreach(h.kind, h.status, h.direction)
    from touchpoint_history h where h.known_at <= k and h.superseded_at > k
$$;
