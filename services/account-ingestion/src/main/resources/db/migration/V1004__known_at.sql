-- The records as they were known at an instant; 'infinity' for as they are. Simple enough to be inlined, so a filter on
-- the account reaches the indexes.

create function contacts_known(k timestamptz)
    returns table (id text, account_id text, name text, email text, role text, fields jsonb)
    language sql stable as
$$
    select c.id, c.account_id, c.name, c.email, c.role, c.fields from contact c where c.known_at <= k and not c.deleted
    union all
    select h.id, h.account_id, h.name, h.email, h.role, h.fields
    from contact_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

create function users_known(k timestamptz)
    returns table (id text, account_id text, seat_assigned_from date, seat_assigned_until date, fields jsonb)
    language sql stable as
$$
    select u.id, u.account_id, u.seat_assigned_from, u.seat_assigned_until, u.fields
    from account_user u where u.known_at <= k and not u.deleted
    union all
    select h.id, h.account_id, h.seat_assigned_from, h.seat_assigned_until, h.fields
    from account_user_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

-- Paid periods that overlap an earlier one of the same plan and account: the revenue of these days is counted twice, or a
-- correction came as a new period. Each period once, with the one that it overlaps longest. One pass in order of the start:
-- the cost stays linear however many periods an account has, and a filter on the account reaches the index.
create view overlapping_period as
select p.id, p.account_id, p.plan, p.earlier[2] as earlier_id, p.start_date as overlap_from,
       least(p.end_date, nullif(p.earlier[1], 'infinity')::date) as overlap_until
from (select id, account_id, plan, start_date, end_date,
             -- end and id of the period that ends last
             max(array[coalesce(to_char(end_date, 'YYYY-MM-DD'), 'infinity'), id]) over (
                 partition by account_id, plan order by start_date, id
                 rows between unbounded preceding and 1 preceding) as earlier
      from contract_period
      where not deleted and mrr_minor > 0 and not trial and (end_date is null or end_date > start_date)) p
where p.earlier[1]::date > p.start_date;

create function tickets_known(k timestamptz)
    returns table (id text, account_id text, opened_at timestamptz, resolved_at timestamptz, priority text, satisfaction numeric,
                   fields jsonb)
    language sql stable as
$$
    select t.id, t.account_id, t.opened_at, t.resolved_at, t.priority, t.satisfaction, t.fields
    from ticket t where t.known_at <= k and not t.deleted
    union all
    select h.id, h.account_id, h.opened_at, h.resolved_at, h.priority, h.satisfaction, h.fields
    from ticket_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

-- When the customer took part: a meeting or call that was held, a mail of theirs, a mail of ours that they answered.
create function two_way_at(kind text, status text, direction text, occurred_at timestamptz, answered boolean, answered_at timestamptz)
    returns timestamptz
    language sql immutable as
$$
    select case
        when kind in ('MEETING', 'CALL') and status = 'HELD' then occurred_at
        when kind = 'EMAIL' and direction = 'INBOUND' then occurred_at
        when kind = 'EMAIL' and direction = 'OUTBOUND' and (answered or answered_at is not null)
            then coalesce(answered_at, occurred_at)
    end
$$;

-- Whether we tried to reach the customer: a mail out, a call or meeting that they missed or declined.
create function is_outreach(kind text, status text, direction text)
    returns boolean
    language sql immutable as
$$
    select case kind
        when 'EMAIL' then coalesce(direction = 'OUTBOUND', false) and status = 'SENT'
        when 'CALL' then coalesce(direction, 'OUTBOUND') = 'OUTBOUND' and status in ('MISSED', 'DECLINED')
        else status in ('MISSED', 'DECLINED')
    end
$$;

create function touchpoints_known(k timestamptz)
    returns table (id text, account_id text, kind text, meeting_kind text, status text, direction text, contact_ids text[],
                   occurred_at timestamptz, booked_at timestamptz, two_way_at timestamptz, outreach boolean,
                   fields jsonb)
    language sql stable as
$$
    select t.id, t.account_id, t.kind, t.meeting_kind, t.status, t.direction, t.contact_ids, t.occurred_at, t.booked_at,
           two_way_at(t.kind, t.status, t.direction, t.occurred_at, t.answered, t.answered_at),
           is_outreach(t.kind, t.status, t.direction), t.fields
    from touchpoint t where t.known_at <= k and not t.deleted
    union all
    select h.id, h.account_id, h.kind, h.meeting_kind, h.status, h.direction, h.contact_ids, h.occurred_at, h.booked_at,
           two_way_at(h.kind, h.status, h.direction, h.occurred_at, h.answered, h.answered_at),
           is_outreach(h.kind, h.status, h.direction), h.fields
    from touchpoint_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

-- All versions of an account's attributes that were known at an instant. A version holds from holds_from until the holds_from of
-- a version that became known later.
create function account_versions_known(k timestamptz)
    returns table (account_id text, version bigint, holds_from date, segment text, business_model text, lifecycle_stage text,
                   industry text, country text, csm_email text, signup_date date, fields jsonb)
    language sql stable as
$$
    select a.id, a.version, coalesce(a.valid_from, (a.known_at at time zone 'UTC')::date), a.segment, a.business_model,
           a.lifecycle_stage, a.industry, a.country, a.csm_email, a.signup_date, a.fields
    from account a where a.known_at <= k
    union all
    select h.id, h.version, coalesce(h.valid_from, (h.known_at at time zone 'UTC')::date), h.segment, h.business_model,
           h.lifecycle_stage, h.industry, h.country, h.csm_email, h.signup_date, h.fields
    from account_history h where h.known_at <= k
$$;

create function contract_periods_known(k timestamptz)
    returns table (id text, account_id text, start_date date, end_date date, mrr_minor bigint, currency text, purchased_seats integer,
                   trial boolean, plan text, fields jsonb)
    language sql stable as
$$
    select p.id, p.account_id, p.start_date, p.end_date, p.mrr_minor, p.currency, p.purchased_seats, p.trial, p.plan, p.fields
    from contract_period p where p.known_at <= k and not p.deleted
    union all
    select h.id, h.account_id, h.start_date, h.end_date, h.mrr_minor, h.currency, h.purchased_seats, h.trial, h.plan, h.fields
    from contract_period_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;
