package io.tidewatch.ingestion.imports;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of ids as a parameter, in binary form: the driver would write every id as a text, and PostgreSQL would need longer to
 * read the texts than to search for the ids. The setting {@code binaryTransferEnable} must list the type.
 */
final class UuidArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1L;

    /** Dimensions, whether there are nulls, the type; and of the one dimension length and first place. */
    private static final int HEADER = 5 * Integer.BYTES;
    /** Number of the type uuid. */
    private static final int UUID_TYPE = 2950;

    private static final int ONE = 2 * Long.BYTES;

    private final transient UUID[] ids;

    UuidArray(UUID[] ids) {
        this.ids = ids;
        setType("uuid[]");
    }

    @Override
    public String getValue() {
        throw new IllegalStateException("Arrays of ids are only sent in binary form; see binaryTransferEnable");
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("Arrays of ids are only sent");
    }

    @Override
    public int lengthInBytes() {
        return HEADER + ids.length * (Integer.BYTES + ONE);
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        ByteBuffer target = ByteBuffer.wrap(bytes, offset, lengthInBytes());
        target.putInt(1).putInt(0).putInt(UUID_TYPE).putInt(ids.length).putInt(1);
        for (UUID id : ids) {
            target.putInt(ONE).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
    }
}
