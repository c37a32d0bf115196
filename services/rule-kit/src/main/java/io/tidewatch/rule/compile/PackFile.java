package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.pack.Pack;
import io.tidewatch.rule.pack.Packs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads rules/thresholds/packs.yaml. Its structure is in packs.schema.yaml. */
final class PackFile {
    private static final YamlSchema SCHEMA = YamlSchema.of(PackFile.class, "packs.schema.yaml");

    private final Map<String, CompiledThreshold> thresholds = new TreeMap<>();
    private final Map<String, Property> account;
    private final ProblemList problems;
    /** Threshold → the packs that list it. */
    private final Map<String, List<String>> listedBy = new TreeMap<>();

    private PackFile(List<CompiledThreshold> thresholds, Vocabulary vocabulary, ProblemList problems) {
        thresholds.forEach(
                threshold -> this.thresholds.put(threshold.definition().id(), threshold));
        this.account = vocabulary.fact(Vocabulary.ACCOUNT);
        this.problems = problems;
    }

    /**
     * Reads the packs of a bundle.
     *
     * @param text of the file; null when the bundle does not have it
     */
    static Packs read(String text, List<CompiledThreshold> thresholds, Vocabulary vocabulary, ProblemList problems) {
        if (text == null) {
            return Packs.NONE;
        }
        PackFile file = new PackFile(thresholds, vocabulary, problems);
        return SCHEMA.with("threshold", file.thresholds.keySet())
                .read(Packs.FILE, text, problems)
                .map(file::packs)
                .orElse(Packs.NONE);
    }

    private Packs packs(YamlPart part) {
        List<Pack> packs = new ArrayList<>();
        part.node().fieldNames().forEachRemaining(name -> packs.add(pack(name, part.part(name))));
        thresholds.forEach((id, threshold) -> {
            // Others follow from files that say themselves whom they are about.
            boolean ownFile = threshold.definition().origin() != Origin.JOURNEY;
            if (ownFile && !listedBy.containsKey(id)) {
                problems.add(
                        threshold.definition().file(),
                        threshold.definition().line(),
                        "No pack lists the threshold '" + id + "'. Add it in " + Packs.FILE
                                + " to the business models that it is for, or to " + Packs.EVERYONE + ".");
            }
        });
        if (problems.isEmpty() && packs.stream().allMatch(pack -> pack.on().isEmpty())) {
            // Every flag would be cleared.
            problems.add(Packs.FILE, 1, "No threshold is on. At least one pack needs one.");
        }
        return new Packs(packs);
    }

    private Pack pack(String name, YamlPart part) {
        Pack all = new Pack(name, listed(name, part, "start"), listed(name, part, "further"), List.of());
        YamlPart on = part.part("on");
        List<String> chosen = all.thresholds();
        if (on.node().isArray()) {
            List<String> list = new ArrayList<>();
            for (YamlPart item : part.parts("on")) {
                list.add(item.node().asText());
                if (!all.thresholds().contains(item.node().asText())) {
                    problems.add(
                            Packs.FILE,
                            item.line(),
                            "'" + item.node().asText() + "' cannot be on: neither start nor further of " + name
                                    + " lists it.");
                }
            }
            chosen = all.thresholds().stream().filter(list::contains).toList();
        } else if (on.node().asText().equals("start")) {
            chosen = all.start();
        }
        return new Pack(name, all.start(), all.further(), chosen);
    }

    private List<String> listed(String name, YamlPart part, String key) {
        List<String> ids = new ArrayList<>();
        for (YamlPart item : part.parts(key)) {
            String id = item.node().asText();
            List<String> before = listedBy.computeIfAbsent(id, unused -> new ArrayList<>());
            if (before.contains(name)
                    || before.contains(Packs.EVERYONE)
                    || name.equals(Packs.EVERYONE) && !before.isEmpty()) {
                problems.add(
                        Packs.FILE,
                        item.line(),
                        "'" + id + "' is listed already, by " + before.getLast()
                                + ". A pack lists a threshold once, and no other pack lists those of " + Packs.EVERYONE
                                + ".");
            } else if (!name.equals(Packs.EVERYONE) && !thresholds.get(id).isAbout(name, account)) {
                problems.add(
                        Packs.FILE,
                        item.line(),
                        "The rules of '" + id + "' are about other business models than " + name + ".");
            }
            before.add(name);
            ids.add(id);
        }
        return ids;
    }
}
