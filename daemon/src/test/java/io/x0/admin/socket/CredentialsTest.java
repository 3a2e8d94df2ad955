package io.x0.admin.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.admin.socket.Peer.Standing;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import jdk.net.UnixDomainPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  /** No user and no group of any machine. */
  private static final String NOBODY = "987654321";

  private static final UserPrincipalLookupService LOOKUP =
      FileSystems.getDefault().getUserPrincipalLookupService();

  @TempDir Path folder;
  private Path file;
  private Path groups;
  private PosixFileAttributes made;

  @BeforeEach
  void make() throws IOException {
    file = Files.createFile(folder.resolve("admin.sock"));
    groups = folder.resolve("group");
    mode("rw-rw----");
    made = Files.readAttributes(file, PosixFileAttributes.class);
    Files.writeString(groups, "");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Standing standing(UnixDomainPrincipal who) throws IOException {
    return new Credentials(file, groups).peer(who).standing();
  }

  private static UnixDomainPrincipal nobody() throws IOException {
    return new UnixDomainPrincipal(
        LOOKUP.lookupPrincipalByName(NOBODY), LOOKUP.lookupPrincipalByGroupName(NOBODY));
  }

  @Test
  void peer_rootAndTheUserOfX0d_areOwners() throws Exception {
    mode("rw-rw-rw-");

    assertThat(
            standing(
                new UnixDomainPrincipal(
                    LOOKUP.lookupPrincipalByName("0"), LOOKUP.lookupPrincipalByGroupName(NOBODY))))
        .isEqualTo(Standing.OWNER);
    assertThat(
            standing(
                new UnixDomainPrincipal(made.owner(), LOOKUP.lookupPrincipalByGroupName(NOBODY))))
        .isEqualTo(Standing.OWNER);
  }

  @Test
  void peer_whomTheKernelLetIn_isMember() throws Exception {
    assertThat(standing(nobody())).isEqualTo(Standing.MEMBER);
  }

  @Test
  void peer_socketOpenToOthers_isStrangerUnlessInTheGroup() throws Exception {
    mode("rw-rw-rw-");

    assertThat(standing(nobody())).isEqualTo(Standing.STRANGER);
    assertThat(
            standing(new UnixDomainPrincipal(LOOKUP.lookupPrincipalByName(NOBODY), made.group())))
        .isEqualTo(Standing.MEMBER);
  }

  @Test
  void peer_socketOpenToOthers_listedUserOfThatGroupIsMember() throws Exception {
    mode("rw-rw-rw-");
    String group = made.group().getName();

    Files.writeString(groups, "other:x:1:" + NOBODY + "\n" + group + ":x:2:1" + NOBODY + "\n");
    assertThat(standing(nobody())).isEqualTo(Standing.STRANGER);

    Files.writeString(groups, group + ":x:2:anna," + NOBODY + ",eve\n");
    assertThat(standing(nobody())).isEqualTo(Standing.MEMBER);
  }

  @Test
  void peer_socketGone_isStranger() throws Exception {
    Credentials credentials = new Credentials(file, groups);
    Files.delete(file);
    Files.delete(groups);

    assertThat(credentials.peer(nobody())).isEqualTo(new Peer(NOBODY, Standing.STRANGER));
  }
}
