package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claims of the tries that are under way in this process. They are short and renewed until the tries end: while a try is under way, no
 * other replica begins one, and when the process dies, another one sends the message soon.
 */
final class Claims {

    /** The right to try to send a message. */
    static final class Claim {
        private final OutgoingMessage message;
        private volatile long expiry;

        private Claim(OutgoingMessage message, long expiry) {
            this.message = message;
            this.expiry = expiry;
        }

        /** Whether no other replica may have the message by now. False for good after the process was frozen for too long. */
        boolean holds() {
            return System.nanoTime() - expiry < 0;
        }
    }

    private final DeliveryQueue queue;
    private final String instance;
    private final Duration term;
    private final Map<UUID, Claim> held = new ConcurrentHashMap<>();

    /**
     * Of nothing yet.
     *
     * @param instance the name of this process
     * @param term how long a claim is valid without being renewed
     */
    Claims(DeliveryQueue queue, String instance, Duration term) {
        this.queue = queue;
        this.instance = instance;
        this.term = term;
    }

    /** When claims expire that the database gives from now on: counted from before the statement, so never later than there. */
    long expiry() {
        return System.nanoTime() + term.toNanos();
    }

    Claim hold(OutgoingMessage message, long expiry) {
        Claim claim = new Claim(message, expiry);
        held.put(message.id(), claim);
        return claim;
    }

    /** The messages whose tries are under way. */
    Set<UUID> messages() {
        return Set.copyOf(held.keySet());
    }

    void end(Claim claim) {
        held.remove(claim.message.id(), claim);
    }

    /** Renews those that are older than a quarter of their term and still hold. */
    Uni<Void> renew() {
        long expiry = expiry();
        List<Claim> old = held.values().stream()
                .filter(claim -> expiry - claim.expiry >= term.toNanos() / 4 && claim.holds())
                .toList();
        return old.isEmpty()
                ? Uni.createFrom().voidItem()
                : queue.renew(instance, old.stream().map(claim -> claim.message).toList(), term)
                        .invoke(renewed -> old.stream()
                                .filter(claim -> renewed.contains(claim.message.id()))
                                .forEach(claim -> claim.expiry = expiry))
                        .replaceWithVoid();
    }
}
