package io.x0.daemon;

import io.x0.director.Directors;
import io.x0.proxy.CacheDisk;
import io.x0.proxy.ProxyServer;
import org.jspecify.annotations.Nullable;

/**
 * What only one x0d can have: the stored directors and the cache on disk; and the right to listen
 * alone. Confined to the writer's thread.
 */
final class Goods implements Succession.Goods {
  private final LentStore store;
  private final @Nullable CacheDisk disk;
  private final ProxyServer proxy;
  private final Directors directors;

  Goods(LentStore store, @Nullable CacheDisk disk, ProxyServer proxy, Directors directors) {
    this.store = store;
    this.disk = disk;
    this.proxy = proxy;
    this.directors = directors;
  }

  @Override
  public void lend() {
    proxy.share(true);
    if (disk != null) {
      disk.lend();
    }
    store.lend();
  }

  @Override
  public void takeBack() {
    store.takeBack();
    if (disk != null) {
      disk.takeBack(name -> directors.find(name).isPresent());
    }
    proxy.share(false);
  }
}
