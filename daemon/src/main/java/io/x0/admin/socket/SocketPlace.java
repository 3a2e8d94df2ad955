package io.x0.admin.socket;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin socket is wanted, and for whom. Immutable.
 *
 * @param path the file
 * @param group the group whose members may use it; null means {@link AdminSocketFile#DEFAULT_GROUP}
 *     where there is such a group and x0d may give things to it
 */
public record SocketPlace(Path path, @Nullable String group) {}
