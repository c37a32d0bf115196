package io.tidewatch.suite.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
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
        JsonNode realm = ExampleRealm.definition(false);
        List<String> roles = realm.at("/roles/realm").findValuesAsText("name");

        assertThat(realm.get("users")).allSatisfy(user -> assertThat(roles).containsAll(texts(user.get("realmRoles"))));
    }

    @Test
    void onlyNotificationDispatchMayLookPeopleUp() {
        assertThat(ExampleRealm.definition(false).get("users"))
                .filteredOn(user -> user.has("clientRoles"))
                .extracting(user -> user.get("serviceAccountClientId").asText())
                .containsExactly("notification-dispatch");
    }

    @Test
    void theRealmForInstallationsHasNeitherSecretsNorPeopleAndDemandsTls() {
        JsonNode realm = ExampleRealm.installed();

        assertThat(realm.findValues("secret")).isEmpty();
        assertThat(realm.findValues("credentials")).isEmpty();
        assertThat(realm.get("users")).allSatisfy(user -> assertThat(user.has("serviceAccountClientId"))
                .isTrue());
        assertThat(realm.get("sslRequired").asText()).isEqualTo("external");
        assertThat(realm.findValues("redirectUris")).singleElement().satisfies(addresses -> assertThat(texts(addresses))
                .containsExactly("https://tidewatch.example.com/*"));
    }

    @Test
    void inRehearsalNoServiceHasASecretThatProductionRefusesAndTheRealmDemandsTls() {
        JsonNode realm = ExampleRealm.definition(true);

        assertThat(realm.get("clients"))
                .filteredOn(client -> !client.get("clientId").asText().equals("loader") && client.has("secret"))
                .hasSize(5)
                .allSatisfy(client -> assertThat(client.get("secret").asText())
                        .isEqualTo("rehearsal-" + client.get("clientId").asText()));
        assertThat(realm.get("sslRequired").asText()).isEqualTo("external");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
