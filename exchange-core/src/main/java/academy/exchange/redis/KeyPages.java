package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;

/** Finds keys by their pattern and reads their values, page by page. */
final class KeyPages {

    /** How many keys a SCAN step looks at and an MGET reads: enough to be quick, few enough not to hold up the server. */
    private static final int PAGE = 1000;

    private KeyPages() {}

    /** What is done with each page of keys, and the values that they had a moment later. */
    interface Page {
        void accept(List<String> keys, List<byte @Nullable []> values);
    }

    static void scan(RedisTemplate<String, byte[]> template, String pattern, Page action) {
        ScanOptions options =
                ScanOptions.scanOptions().match(pattern).count(PAGE).build();
        List<String> page = new ArrayList<>();
        try (Cursor<String> cursor = template.scan(options)) {
            while (cursor.hasNext()) {
                page.add(cursor.next());
                if (page.size() == PAGE) {
                    action.accept(page, values(template, page));
                    page = new ArrayList<>();
                }
            }
        }
        if (!page.isEmpty()) {
            action.accept(page, values(template, page));
        }
    }

    static List<byte @Nullable []> values(RedisTemplate<String, byte[]> template, List<String> keys) {
        List<byte @Nullable []> values =
                keys.isEmpty() ? List.of() : template.opsForValue().multiGet(keys);
        return Objects.requireNonNull(values, "MGET answers with a list outside a transaction");
    }
}
