/** Traces that go on across feeds: what a change causes, in whichever service, belongs to the trace of the change. */
package io.tidewatch.feed.trace;
