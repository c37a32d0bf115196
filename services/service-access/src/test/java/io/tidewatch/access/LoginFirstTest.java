package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginFirstTest {

    @Test
    void issuerThatDoesNotAnswerIsTemporary() {
        assertThatThrownBy(() -> login(new OIDCException("OIDC Server is not available")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(RequestProblem.UNAVAILABLE);
                    assertThat(problem.headers()).isEqualTo(Map.of("Retry-After", "5"));
                });
    }

    @Test
    void invalidTokenIsNot() {
        assertThatThrownBy(() -> login(new AuthenticationFailedException()))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    private static void login(Throwable failure) {
        UriInfo path = answering(UriInfo.class, "/v1/accounts");
        new LoginFirst(new Failing(failure))
                .demand(answering(ContainerRequestContext.class, path))
                .await()
                .indefinitely();
    }

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    private record Failing(Throwable failure) implements CurrentIdentityAssociation {

        @Override
        public void setIdentity(SecurityIdentity identity) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setIdentity(Uni<SecurityIdentity> identity) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SecurityIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<SecurityIdentity> getDeferredIdentity() {
            return Uni.createFrom().failure(failure);
        }
    }
}
