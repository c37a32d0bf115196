package io.tidewatch.problem;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * Rejects fields of a request body that the contract does not have: a misspelt field would otherwise be ignored, and the
 * caller would believe that it took effect. The answers and the feeds of other services are read without this check,
 * because a newer provider may send more.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class RequestJson implements ContextResolver<ObjectMapper> {

    private final ObjectMapper strict;

    /** Derives the mapper of request bodies from the one that the rest of the service uses. */
    public RequestJson(ObjectMapper mapper) {
        strict = mapper.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        strict.setConfig(
                strict.getDeserializationConfig().withInsertedAnnotationIntrospector(new RequiredByValidation()));
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return strict;
    }

    /** Leaves missing fields to Bean Validation, so that a misspelt required field is reported as unknown, not as missing. */
    private static final class RequiredByValidation extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return false;
        }
    }
}
