package io.tidewatch.ingestion.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.AccountsApi;
import io.tidewatch.ingestion.api.model.Account;
import io.tidewatch.ingestion.api.model.AccountInput;
import io.tidewatch.ingestion.api.model.AccountPage;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.metric.AccountMetricValues;
import io.tidewatch.ingestion.metric.AccountTrace;
import io.tidewatch.ingestion.metric.TraceBodies;
import io.tidewatch.ingestion.record.CustomAttributes;
import io.tidewatch.ingestion.record.FurtherFields;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.ingestion.record.Precondition;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/** Accounts over HTTP. */
public class AccountResource implements AccountsApi {

    private final AccountEditing accounts;
    private final FurtherFields further;
    private final AccountMetricValues values;
    private final AccountTrace traces;

    public AccountResource(
            AccountEditing accounts, FurtherFields further, AccountMetricValues values, AccountTrace traces) {
        this.accounts = accounts;
        this.further = further;
        this.values = values;
        this.traces = traces;
    }

    @Override
    @RolesAllowed({
        Roles.CSM,
        Roles.CS_LEADER,
        Roles.SALES,
        Roles.EXECUTIVE,
        Roles.ANALYST,
        Roles.ADMIN,
        Roles.INTEGRATION,
        Roles.SERVICE
    })
    public Uni<Response> getAccount(String accountId) {
        return accounts.get(accountId).map(AccountResource::answer);
    }

    @Override
    @RolesAllowed({
        Roles.CSM,
        Roles.CS_LEADER,
        Roles.SALES,
        Roles.EXECUTIVE,
        Roles.ANALYST,
        Roles.ADMIN,
        Roles.INTEGRATION,
        Roles.SERVICE
    })
    public Uni<Response> listAccounts(String after, Integer limit, String segment, String csm) {
        return accounts.list(PageCursor.key(after, "").getFirst(), limit + 1, segment, MailAddress.canonical(csm))
                .map(found -> {
                    List<AccountEditing.Stored> page = found.subList(0, Math.min(limit, found.size()));
                    AccountPage answer = new AccountPage()
                            .items(page.stream().map(AccountResource::account).toList());
                    if (found.size() > limit) {
                        answer.next(PageCursor.next(page.getLast().id()));
                    }
                    return Response.ok(answer).build();
                });
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putAccount(String accountId, AccountInput input, String ifMatch, String ifNoneMatch) {
        Precondition precondition = Precondition.of(ifMatch, ifNoneMatch);
        return further.demand(RecordKind.ACCOUNT, input.getFields())
                .chain(fields -> accounts.put(accountId, attributes(input, fields), input.getValidFrom(), precondition))
                .map(AccountResource::answer);
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getAccountMetrics(String accountId) {
        return values.of(accountId).map(found -> Response.ok(found).build());
    }

    private static AccountAttributes attributes(AccountInput input, JsonNode further) {
        return new AccountAttributes(
                input.getName(),
                input.getSegment(),
                input.getBusinessModel(),
                input.getLifecycleStage(),
                input.getIndustry(),
                input.getCountry(),
                MailAddress.canonical(input.getCsmEmail()),
                MailAddress.canonical(input.getSalesOwnerEmail()),
                input.getSignupDate(),
                further);
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getMetricTrace(String accountId, String metric, LocalDate asOf, OffsetDateTime knownAt) {
        return traces.of(accountId, metric, asOf, knownAt)
                .map(trace -> Response.ok(TraceBodies.of(trace)).build());
    }

    private static Response answer(AccountEditing.Stored stored) {
        return Response.status(stored.created() ? 201 : 200)
                .header("ETag", Precondition.etag(stored.version()))
                .entity(account(stored))
                .build();
    }

    private static Account account(AccountEditing.Stored stored) {
        AccountAttributes attributes = stored.attributes();
        return new Account()
                .id(stored.id())
                .version(stored.version())
                .holdsFrom(stored.holdsFrom())
                .name(attributes.name())
                .segment(attributes.segment())
                .businessModel(attributes.businessModel())
                .lifecycleStage(attributes.lifecycleStage())
                .industry(attributes.industry())
                .country(attributes.country())
                .csmEmail(attributes.csmEmail())
                .salesOwnerEmail(attributes.salesOwnerEmail())
                .signupDate(attributes.signupDate())
                .fields(FurtherFields.shown(attributes.further()))
                .attributes(CustomAttributes.of(stored.customAttributes()));
    }
}
