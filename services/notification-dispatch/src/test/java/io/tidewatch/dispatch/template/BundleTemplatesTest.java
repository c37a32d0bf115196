package io.tidewatch.dispatch.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTemplatesTest {

    private final BundleTemplates templates = new BundleTemplates(new Bounds());

    @Test
    void valuesLoopsAndConditionsAreRendered() {
        assertThat(templates.text(
                        "{account.name}: {#for item in values}{item.name}={item.value};{/for}{#if sponsor}x{#else}nobody{/if}",
                        data()))
                .isEqualTo("A & B: Seats=62 %;nobody");
    }

    @Test
    void htmlIsEscapedAndTextIsNot() {
        assertThat(templates.html("<b>{account.name}</b>", data())).isEqualTo("<b>A &amp; B</b>");
        assertThat(templates.text("{account.name}", data())).isEqualTo("A & B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{account.nmae}",
                "{nobody}",
                "{#if account.name}unclosed",
                "{account.getClass}",
                "{account.getClass.getName}",
                "{account.name.length}",
                "{account.name.toUpperCase}",
                "{values.get(0).getClass}",
                "{account.clear}",
                "{inject:something}",
                "{config:property('quarkus.datasource.password')}",
                "{#include other /}",
                "{#eval '{account.name}' /}",
                "{#fragment id=x}y{/fragment}",
                "{account.name.raw}",
                "{account.name.safe}",
                "{#for i in 2000000000}{/for}",
                "{#for i in 5}{i}{/for}",
                "{#let n=2000000000}{#for i in n}{/for}{/let}",
                "{#for a in values}{#for b in values}{#for c in values}{#for d in values}x{/for}{/for}{/for}{/for}"
            })
    void aTemplateThatAsksForMoreThanTheDataIsRefused(String template) {
        Map<String, Object> many = data();
        many.put("values", java.util.Collections.nCopies(50, Map.of("name", "n", "value", "v")));

        assertThatThrownBy(() -> templates.html(template, many)).isInstanceOf(TemplateRefused.class);
    }

    @Test
    void aLongTemplateAndALongTextAreRefused() {
        assertThatThrownBy(() -> templates.text("x".repeat(2000), data())).hasMessageContaining("longer than 1000");
        Map<String, Object> long1 = data();
        long1.put("long", "y".repeat(900));
        assertThatThrownBy(() -> templates.text("{long}".repeat(10), long1)).hasMessageContaining("longer than 5000");
    }

    private static Map<String, Object> data() {
        Map<String, Object> data = new HashMap<>();
        data.put("account", Map.of("name", "A & B"));
        data.put("values", List.of(Map.of("name", "Seats", "value", "62 %")));
        data.put("sponsor", null);
        return data;
    }

    private record Bounds() implements TemplateConfig {

        @Override
        public int longestTemplate() {
            return 1000;
        }

        @Override
        public int longestText() {
            return 5000;
        }

        @Override
        public int mostRounds() {
            return 10_000;
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(20);
        }
    }
}
