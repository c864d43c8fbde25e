package org.mixsep.app.serve;

import io.javalin.http.HttpStatus;

/** A request that is not answered, and why, in one line for the client. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  Refusal(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
