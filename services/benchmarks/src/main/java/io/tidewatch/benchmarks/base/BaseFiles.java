package io.tidewatch.benchmarks.base;

import java.util.List;
import java.util.stream.Stream;

/** The files of a base, in an order in which each refers only to those before it, or to itself. */
final class BaseFiles {

    /** Those that the shipped mappings read. */
    static final List<MappedFile> MAPPED = List.of(
            new AccountFile(),
            new ContactFile(),
            new UserFile(),
            new ContractPeriodFile(),
            new ChurnEventFile(),
            new UsageFile(),
            new TicketFile(),
            new TouchpointFile(),
            new SentimentFile());

    /** Those of the kinds that the bundle declares. */
    static final List<KindFile> DECLARED = List.of(
            new FeatureFile(),
            new CadenceFile(),
            new CommitmentFile(),
            new MilestoneFile(),
            new SurveyFile(),
            new TrainingFile(),
            new UsageTotalFile(),
            new FeedbackFile(),
            new OpportunityFile(),
            new LeadFile(),
            new OrderFile(),
            new CostFile(),
            new AdvocacyActFile(),
            new MembershipFile(),
            new ReferralFile(),
            new MentionFile(),
            new AccountUpdateFile(),
            new TimeEntryFile(),
            new ExchangeRateFile());

    private static final List<RecordFile> TRUTH =
            List.of(new ObservationTruth(), new DepartureTruth(), new ExpectedValues());

    private BaseFiles() {}

    /** Those of records. */
    static List<RecordFile> records() {
        return Stream.<RecordFile>concat(MAPPED.stream(), DECLARED.stream()).toList();
    }

    /** Those that are written account by account. */
    static List<RecordFile> all() {
        return Stream.concat(records().stream(), TRUTH.stream()).toList();
    }
}
