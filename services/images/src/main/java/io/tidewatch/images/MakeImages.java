package io.tidewatch.images;

import io.tidewatch.suite.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the images of all services, as `make images` does. */
public final class MakeImages {

    /** Where the images are when nobody says otherwise. */
    private static final String FOLDER = "tidewatch";

    private final Checkout checkout;
    private final Path target;
    private final Order order;
    private final Training training;
    private JavaRuntime java;
    private DebianLayer.Made debian;

    private MakeImages(Checkout checkout, Path target, Order order) {
        this.checkout = checkout;
        this.target = target;
        this.order = order;
        this.training = new Training(checkout, target.resolve("work/training"));
    }

    /**
     * What to make.
     *
     * @param jdk the home of a JDK 25
     * @param services the names of the services
     * @param push registry and folder to send the images to; null for files alone
     * @param tag null for the version of the services
     * @param source the address of the sources; null for that of the public remote repository, if any
     * @param withCache whether each image has a start-up cache
     */
    public record Order(
            Path jdk, List<ServiceImage> services, String push, String tag, String source, boolean withCache) {

        /** The order that the environment of `make images` gives. */
        static Order from(Map<String, String> environment) {
            String jdk = environment.getOrDefault("JAVA_HOME", System.getProperty("java.home"));
            String cache = environment.getOrDefault("CACHE", "yes");
            if (!cache.equals("yes") && !cache.equals("no")) {
                throw new IllegalArgumentException("CACHE is \"" + cache + "\"; it can be yes or no.");
            }
            return new Order(
                    Path.of(jdk),
                    ServiceImage.ALL,
                    text(environment, "PUSH"),
                    text(environment, "TAG"),
                    text(environment, "SOURCE"),
                    cache.equals("yes"));
        }

        private static String text(Map<String, String> environment, String name) {
            String text = environment.getOrDefault(name, "").strip();
            return text.isEmpty() ? null : text.replaceFirst("/+$", "");
        }
    }

    /**
     * A finished image.
     *
     * @param file the archive in the OCI image layout
     * @param digest of its manifest
     */
    public record Finished(ServiceImage image, Path file, String digest) {}

    /** Makes the images that the environment asks for; a failure is one message and the exit code 1. */
    public static void main(String[] args) throws IOException {
        Checkout checkout = Checkout.current();
        try {
            make(checkout, checkout.service("images").resolve("target/images"), Order.from(System.getenv()));
        } catch (IllegalStateException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Makes images.
     *
     * @param target takes the archives and bills of materials, and what is kept for the next time
     * @throws IllegalStateException with a sentence for people when something is missing on this machine
     */
    public static List<Finished> make(Checkout checkout, Path target, Order order) throws IOException {
        MakeImages makeImages = new MakeImages(checkout, target, order);
        try {
            return makeImages.all();
        } finally {
            makeImages.training.close();
        }
    }

    private List<Finished> all() throws IOException {
        Path work = Files.createDirectories(target.resolve("work"));
        DebianPackages packages = new DebianPackages();
        java = JavaRuntime.link(order.jdk(), DebianLayer.authorities(packages), work);
        debian = DebianLayer.make(packages, java, work.resolve("debian"));
        List<Finished> finished = new ArrayList<>();
        for (ServiceImage image : order.services()) {
            finished.add(make(image));
        }
        return finished;
    }

    private Finished make(ServiceImage image) throws IOException {
        long begin = System.nanoTime();
        PackagedService service = PackagedService.of(image.service(), checkout.service(image.service()));
        Release release = Release.of(checkout.root(), service.version(), order.source());
        Path materials = target.resolve(image.service() + ".cdx.json");
        BillOfMaterials.write(materials, image, release, service, java, debian.packages());

        List<Layer> layers = new ArrayList<>();
        layers.add(java.layer());
        layers.addAll(service.layers());
        if (order.withCache()) {
            Path cache = training.cacheOf(image.service(), layers);
            layers.add(new Layer("start-up cache", new TreeMap<>(Map.of(ImageLayout.CACHE, cache))));
        }
        layers.addFirst(debian.layer());
        layers.add(new Layer("bill of materials", new TreeMap<>(Map.of(ImageLayout.MATERIALS, materials))));

        String tag = order.tag() == null ? release.version() : order.tag();
        String folder = order.push() == null ? FOLDER : order.push();
        String name = folder + "/" + image.service() + ":" + tag;
        ImageFile writer = new ImageFile(image, release, layers, order.withCache(), target.resolve("work/jib"));
        Path file = target.resolve(image.service() + ".tar");
        String digest = writer.writeTo(file, name);
        if (order.push() != null) {
            writer.push(name);
        }
        System.out.printf(
                "%s  %s  %d MB, %d s%s%n",
                name,
                digest,
                Files.size(file) >> 20,
                (System.nanoTime() - begin) / 1_000_000_000,
                order.push() == null ? ", " + checkout.root().relativize(file) : ", pushed");
        return new Finished(image, file, digest);
    }
}
