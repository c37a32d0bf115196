-- What was shown longest ago is forgotten first.
create index shown_report_last on shown_report (last_shown_at);
