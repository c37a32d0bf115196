-- Distributes the schema of account-ingestion with Citus, see ADR 0037. Run it on the coordinator after the migrations and before the
-- first import. It was never run on Citus: a test runs it with stand-ins for the functions of Citus, which note what is distributed
-- and how, and compares keys, foreign keys and triggers with the rules that Citus documents.

-- Citus refuses to distribute tables with triggers otherwise. Which of them need another form is in the ADR.
set citus.enable_unsafe_triggers = on;

-- From a reference table to a distributed one.
alter table account_source drop constraint account_source_account_id_fkey;

-- Copied to each node: few rows, or read by every node.
select create_reference_table('account_source');
select create_reference_table('catalogue');
select create_reference_table('mapping');
select create_reference_table('metric_slot');
select create_reference_table('usage_account');
select create_reference_table('usage_batch');
select create_reference_table('usage_feature');

-- By account: what is known of an account lies on one node.
select create_distributed_table('account', 'id');
select create_distributed_table('account_history', 'id', colocate_with => 'account');
select create_distributed_table('account_user', 'account_id', colocate_with => 'account');
select create_distributed_table('account_user_history', 'account_id', colocate_with => 'account');
select create_distributed_table('account_values', 'account_id', colocate_with => 'account');
select create_distributed_table('churn_event', 'account_id', colocate_with => 'account');
select create_distributed_table('churn_event_history', 'account_id', colocate_with => 'account');
select create_distributed_table('contact', 'account_id', colocate_with => 'account');
select create_distributed_table('contact_history', 'account_id', colocate_with => 'account');
select create_distributed_table('contract_period', 'account_id', colocate_with => 'account');
select create_distributed_table('contract_period_history', 'account_id', colocate_with => 'account');
select create_distributed_table('record', 'account_id', colocate_with => 'account');
select create_distributed_table('record_history', 'account_id', colocate_with => 'account');
select create_distributed_table('sentiment', 'account_id', colocate_with => 'account');
select create_distributed_table('sentiment_history', 'account_id', colocate_with => 'account');
select create_distributed_table('ticket', 'account_id', colocate_with => 'account');
select create_distributed_table('ticket_history', 'account_id', colocate_with => 'account');
select create_distributed_table('touchpoint', 'account_id', colocate_with => 'account');
select create_distributed_table('touchpoint_history', 'account_id', colocate_with => 'account');

-- By the number of the account, which is hashed to other nodes than its id.
select create_distributed_table('usage', 'account', colocate_with => 'none');
select create_distributed_table('usage_history', 'account', colocate_with => 'usage');
select create_distributed_table('usage_packed', 'account', colocate_with => 'usage');

-- All other tables stay on the coordinator as they are. So does metric_dirty, although it has the account: workers take its rows with
-- `for update skip locked`, which Citus allows on one shard only.
