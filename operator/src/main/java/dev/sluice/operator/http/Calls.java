package dev.sluice.operator.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Calls that can be interrupted. */
public final class Calls {
  private Calls() {}

  /**
   * As {@link okhttp3.Call#execute}, but an interrupt is an {@link InterruptedIOException} also
   * while connecting, where OkHttp throws an undeclared {@link InterruptedException}. The thread
   * stays interrupted.
   */
  @SuppressWarnings("CatchingUnchecked") // what is thrown is checked, and not declared
  public static Response execute(OkHttpClient client, Request request) throws IOException {
    try {
      return client.newCall(request).execute();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
