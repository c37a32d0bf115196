package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.ImportsApi;
import io.tidewatch.ingestion.api.model.AmountUnit;
import io.tidewatch.ingestion.api.model.DismissedRows;
import io.tidewatch.ingestion.api.model.EndDateIs;
import io.tidewatch.ingestion.api.model.FieldMapping;
import io.tidewatch.ingestion.api.model.ImportCounts;
import io.tidewatch.ingestion.api.model.ImportJob;
import io.tidewatch.ingestion.api.model.ImportPage;
import io.tidewatch.ingestion.api.model.ImportRow;
import io.tidewatch.ingestion.api.model.ImportRowPage;
import io.tidewatch.ingestion.api.model.Mapping;
import io.tidewatch.ingestion.api.model.MappingList;
import io.tidewatch.ingestion.api.model.RowOutcome;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.MappingProblem;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.ingestion.record.UnsettledRows;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Imports and mappings over HTTP. */
public class ImportResource implements ImportsApi {

    private final ImportJobs jobs;
    private final Mappings mappings;
    private final CurrentKinds kinds;
    private final UnsettledRows unsettled;

    ImportResource(ImportJobs jobs, Mappings mappings, CurrentKinds kinds, UnsettledRows unsettled) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.kinds = kinds;
        this.unsettled = unsettled;
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN, Roles.ANALYST})
    public Uni<Response> getImport(UUID importId) {
        return jobs.get(importId).map(state -> Response.ok(job(state)).build());
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN, Roles.ANALYST})
    public Uni<Response> listImports(String after, Integer limit) {
        return jobs.list(PageCursor.numberBelow(after), limit + 1).map(states -> {
            List<ImportState> page = states.subList(0, Math.min(limit, states.size()));
            ImportPage answer = new ImportPage()
                    .items(page.stream().map(ImportResource::job).toList());
            if (states.size() > limit) {
                answer.next(PageCursor.next(page.getLast().number()));
            }
            return Response.ok(answer).build();
        });
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN, Roles.ANALYST})
    public Uni<Response> listImportRows(UUID importId, RowOutcome outcome, String after, Integer limit) {
        long line = PageCursor.numberAbove(after);
        return jobs.get(importId)
                .chain(state -> jobs.issues(importId, outcome == null ? null : outcome.name(), line, limit + 1))
                .map(issues -> {
                    List<RowIssue> page = issues.subList(0, Math.min(limit, issues.size()));
                    ImportRowPage answer = new ImportRowPage()
                            .items(page.stream().map(ImportResource::row).toList());
                    if (issues.size() > limit) {
                        answer.next(PageCursor.next(page.getLast().line()));
                    }
                    return Response.ok(answer).build();
                });
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> setRowsDismissed(UUID importId, DismissedRows rows) {
        return jobs.get(importId)
                .chain(() -> unsettled.dismiss(importId, rows.getLines()))
                .replaceWith(() -> Response.ok(rows).build());
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN, Roles.ANALYST})
    public Uni<Response> listMappings() {
        return mappings.all().map(all -> Response.ok(new MappingList()
                        .items(all.stream().map(ImportResource::mapping).toList()))
                .build());
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN, Roles.ANALYST})
    public Uni<Response> getMapping(String name) {
        return mappings.find(name).map(found -> {
            if (found == null) {
                throw new ProblemException(MappingProblem.MAPPING_NOT_FOUND, "There is no mapping \"" + name + "\".");
            }
            return Response.ok(mapping(found)).build();
        });
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putMapping(String name, Mapping mapping) {
        Map<String, FieldSource> fields = new TreeMap<>();
        mapping.getFields()
                .forEach((field, from) -> fields.put(
                        field,
                        new FieldSource(
                                from.getColumn(),
                                from.getConstant(),
                                from.getValues(),
                                from.getFormats(),
                                from.getAmountUnit() == null
                                        ? null
                                        : io.tidewatch.ingestion.mapping.AmountUnit.valueOf(
                                                from.getAmountUnit().name()),
                                from.getDecimalComma(),
                                from.getSeparator())));
        MappingFile file = new MappingFile(
                name,
                mapping.getSource(),
                mapping.getKind(),
                mapping.getIdPrefix(),
                mapping.getAccountsOf(),
                mapping.getDescription(),
                false,
                mapping.getEndDateIs() == null
                        ? null
                        : io.tidewatch.ingestion.mapping.EndDateIs.valueOf(
                                mapping.getEndDateIs().name()),
                fields,
                mapping.getIgnoredColumns());
        return kinds.vocabulary()
                .chain(vocabulary -> mappings.store(name, file, vocabulary))
                .map(stored -> Response.ok(mapping(stored)).build());
    }

    static ImportJob job(ImportState state) {
        return new ImportJob()
                .id(state.id())
                .mapping(state.mapping())
                .source(state.source())
                .kind(state.kind())
                .fileName(state.fileName())
                .completeThrough(state.completeThrough())
                .completeThroughApplied(state.completeThroughApplied())
                .corrections(state.corrections())
                .state(state.state())
                .reason(state.reason())
                .notices(state.notices().stream().map(ImportResource::notice).toList())
                .receivedAt(state.receivedAt())
                .finishedAt(state.finishedAt())
                .bytes(state.bytes())
                .counts(new ImportCounts()
                        .rows(state.counts().rows())
                        .accepted(state.counts().accepted())
                        .corrected(state.counts().corrected())
                        .present(state.counts().present())
                        .conflicts(state.counts().conflicts())
                        .rejected(state.counts().rejected()));
    }

    private static io.tidewatch.ingestion.api.model.ImportNotice notice(ImportNotice notice) {
        return new io.tidewatch.ingestion.api.model.ImportNotice()
                .type(notice.type().name())
                .detail(notice.type().detail())
                .count(notice.count())
                .examples(notice.examples());
    }

    private static ImportRow row(RowIssue issue) {
        return new ImportRow()
                .line(issue.line())
                .outcome(RowOutcome.valueOf(issue.outcome()))
                .externalId(issue.externalId())
                .column(issue.column())
                .reason(issue.reason());
    }

    private static Mapping mapping(MappingFile file) {
        Map<String, FieldMapping> fields = new TreeMap<>();
        file.fields()
                .forEach((field, from) -> fields.put(
                        field,
                        new FieldMapping()
                                .column(from.column())
                                .constant(from.constant())
                                .values(from.values())
                                .formats(from.formats())
                                .amountUnit(
                                        from.amountUnit() == null
                                                ? null
                                                : AmountUnit.valueOf(
                                                        from.amountUnit().name()))
                                .decimalComma(from.decimalComma())
                                .separator(from.separator())));
        return new Mapping()
                .name(file.name())
                .source(file.source())
                .kind(file.kind())
                .idPrefix(file.idPrefix())
                .accountsOf(file.accountsOf())
                .description(file.description())
                .builtIn(file.builtIn())
                .endDateIs(
                        file.endDateIs() == null
                                ? null
                                : EndDateIs.valueOf(file.endDateIs().name()))
                .fields(fields)
                .ignoredColumns(file.ignoredColumns());
    }
}
