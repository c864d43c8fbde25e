package org.mixsep.app.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.mixsep.app.model.Classifier;

/**
 * The one thread that asks the model: whatever waits is classified together, so that many clients
 * cost little more than one.
 *
 * <p>It takes pictures by powers of two. Each number of pictures has its own plans and buffers in
 * libtorch: seven kinds of them stay in memory, sixty-four would come and go.
 */
final class ModelThread implements AutoCloseable {
  private static final int MOST_TOGETHER = 64;

  /** Some seconds of work on two cores; 64 MB with the largest images of the paper. */
  private static final int MOST_WAITING = 1024;

  private final BlockingQueue<Question> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final IntConsumer together;
  private final Thread thread;
  private final Classifier classifier;

  private record Question(byte[] picture, CompletableFuture<float[]> answer) {}

  /**
   * Opens the model and waits for it; what goes wrong is thrown here.
   *
   * @param together told how many pictures were asked about at once
   */
  ModelThread(Supplier<Classifier> model, IntConsumer together) {
    this.together = together;
    CompletableFuture<Classifier> opened = new CompletableFuture<>();
    thread = new Thread(() -> run(model, opened), "model");
    thread.setDaemon(true);
    thread.start();
    try {
      classifier = opened.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** For its facts and its reader of pictures, which any thread may use. */
  Classifier classifier() {
    return classifier;
  }

  /** Whether questions are still answered. */
  boolean alive() {
    return thread.isAlive();
  }

  /** How many pictures wait. */
  int waiting() {
    return waiting.size();
  }

  /**
   * Asks for the probabilities of one picture. Cancelled before its turn, it costs nothing.
   *
   * @return null when too many wait already
   */
  CompletableFuture<float[]> ask(byte[] picture) {
    Question question = new Question(picture, new CompletableFuture<>());
    return waiting.offer(question) ? question.answer : null;
  }

  private void run(Supplier<Classifier> model, CompletableFuture<Classifier> opened) {
    try {
      opened.complete(model.get());
    } catch (RuntimeException | Error e) {
      opened.completeExceptionally(e);
      return;
    }
    try {
      while (true) {
        answer(next());
      }
    } catch (InterruptedException e) {
      waiting.forEach(question -> question.answer.cancel(false));
    }
  }

  private List<Question> next() throws InterruptedException {
    List<Question> questions = new ArrayList<>();
    questions.add(waiting.take());
    int all = Math.min(1 + waiting.size(), MOST_TOGETHER);
    waiting.drainTo(questions, Integer.highestOneBit(all) - 1);
    questions.removeIf(question -> question.answer.isDone());
    return questions;
  }

  private void answer(List<Question> questions) {
    if (questions.isEmpty()) {
      return;
    }
    try {
      together.accept(questions.size());
      List<float[]> rows = classifier.classify(questions.stream().map(Question::picture).toList());
      for (int i = 0; i < rows.size(); i++) {
        questions.get(i).answer.complete(rows.get(i));
      }
    } catch (RuntimeException | Error e) {
      questions.forEach(question -> question.answer.completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
