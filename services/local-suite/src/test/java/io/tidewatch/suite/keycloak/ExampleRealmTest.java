package io.tidewatch.suite.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExampleRealmTest {

    @Test
    void thereIsSomebodyForEveryJob() {
        assertThat(ExampleRealm.PEOPLE.stream()
                        .collect(Collectors.groupingBy(ExampleRealm.Person::role, Collectors.counting())))
                .isEqualTo(Map.of(
                        "csm",
                        2L,
                        "cs-leader",
                        1L,
                        "sales",
                        2L,
                        "product",
                        1L,
                        "support",
                        1L,
                        "executive",
                        1L,
                        "analyst",
                        1L,
                        "admin",
                        1L));
    }

    @Test
    void everyRoleThatSomebodyHasIsDefined() {
        Map<String, Object> realm = ExampleRealm.definition();
        List<Object> roles = list(map(realm.get("roles")).get("realm")).stream()
                .map(role -> map(role).get("name"))
                .toList();

        assertThat(list(realm.get("users")))
                .allSatisfy(user -> assertThat(roles).containsAll(list(map(user).get("realmRoles"))));
    }

    @Test
    void onlyNotificationDispatchMayLookPeopleUp() {
        assertThat(list(ExampleRealm.definition().get("users")).stream()
                        .map(ExampleRealmTest::map)
                        .filter(user -> user.containsKey("clientRoles"))
                        .map(user -> user.get("serviceAccountClientId")))
                .containsExactly("notification-dispatch");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
