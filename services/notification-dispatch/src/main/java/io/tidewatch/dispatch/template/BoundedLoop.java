package io.tidewatch.dispatch.template;

import io.quarkus.qute.Expression;
import io.quarkus.qute.LoopSectionHelper;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Qute's loop, over lists only and with a bound. Qute's own also counts to any number in a template, and keeps every round
 * in memory.
 */
final class BoundedLoop implements SectionHelper {

    private final SectionHelper loop;
    private final Expression over;
    private final AtomicInteger left;

    private BoundedLoop(SectionHelper loop, Expression over, AtomicInteger left) {
        this.loop = loop;
        this.over = over;
        this.left = left;
    }

    @Override
    public CompletionStage<ResultNode> resolve(SectionResolutionContext context) {
        return context.resolutionContext().evaluate(over).thenCompose(value -> {
            if (!(value instanceof Collection<?> list)) {
                return CompletableFuture.failedStage(
                        new TemplateRefused("A loop needs a list; " + over.toOriginalString() + " is not a list."));
            }
            if (left.addAndGet(-list.size() - 1) < 0) {
                return CompletableFuture.failedStage(new TemplateRefused("The loops have too many iterations."));
            }
            return loop.resolve(context);
        });
    }

    /** Creates the loops of one template, which share their bound. */
    static final class Factory implements SectionHelperFactory<BoundedLoop> {

        private final LoopSectionHelper.Factory factory = new LoopSectionHelper.Factory();
        private final AtomicInteger left;

        Factory(int mostRounds) {
            this.left = new AtomicInteger(mostRounds);
        }

        @Override
        public List<String> getDefaultAliases() {
            return factory.getDefaultAliases();
        }

        @Override
        public ParametersInfo getParameters() {
            return factory.getParameters();
        }

        @Override
        public List<String> getBlockLabels() {
            return factory.getBlockLabels();
        }

        @Override
        public Scope initializeBlock(Scope outer, BlockInfo block) {
            return factory.initializeBlock(outer, block);
        }

        @Override
        public BoundedLoop initialize(SectionInitContext context) {
            return new BoundedLoop(factory.initialize(context), context.getExpression("iterable"), left);
        }
    }
}
