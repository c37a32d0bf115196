/** Turns the actions of playbooks into messages to people and systems, and takes acknowledgements. */
package io.tidewatch.dispatch;
