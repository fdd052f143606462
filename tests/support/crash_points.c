// Ends the process by SIGKILL at a named point between it and librdkafka. For LD_PRELOAD.
//
//   CRASH_AT=point:n      the n-th time, n from 1
//
//   before-end            before the n-th commit of a transaction asks for its end
//   end-sent              when the n-th EndTxn request is in the socket, before any answer
//   after-end             when the n-th commit is acknowledged, before the caller knows
//   mid-flush             when a part of the n-th flush is in the socket
//   mid-restore           when the n-th batch of a changelog was read, before it is applied
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <librdkafka/rdkafka.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kProduce = 0, kEndTransaction = 26 };

static atomic_int passed[5];
static atomic_bool flushing;

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// Counts a passage of a point; true from the chosen one on.
static bool reached(int point, const char* name) {
  const char* chosen = getenv("CRASH_AT");
  const size_t length = strlen(name);
  if (chosen == NULL || strncmp(chosen, name, length) != 0 || chosen[length] != ':') return false;
  return atomic_fetch_add(&passed[point], 1) + 1 >= atoi(chosen + length + 1);
}

// The API key of a request frame, or -1: length, key, version, correlation id, all big-endian.
static int api_key(const struct msghdr* message) {
  if (message->msg_iovlen == 0 || message->msg_iov[0].iov_len < 8) return -1;
  uint32_t length = 0;
  uint16_t key = 0;
  uint16_t version = 0;
  const char* bytes = message->msg_iov[0].iov_base;
  memcpy(&length, bytes, 4);
  memcpy(&key, bytes + 4, 2);
  memcpy(&version, bytes + 6, 2);
  size_t size = 0;
  for (size_t i = 0; i < message->msg_iovlen; ++i) size += message->msg_iov[i].iov_len;
  return ntohl(length) + 4 == size && ntohs(version) < 32 ? ntohs(key) : -1;
}

ssize_t sendmsg(int socket, const struct msghdr* message, int flags) {
  ssize_t (*real)(int, const struct msghdr*, int) = dlsym(RTLD_NEXT, "sendmsg");
  const int key = api_key(message);
  const ssize_t sent = real(socket, message, flags);
  if (key == kEndTransaction && reached(1, "end-sent")) die();
  if (key == kProduce && atomic_load(&flushing)) die();
  return sent;
}

rd_kafka_error_t* rd_kafka_commit_transaction(rd_kafka_t* client, int timeout_ms) {
  rd_kafka_error_t* (*real)(rd_kafka_t*, int) = dlsym(RTLD_NEXT, "rd_kafka_commit_transaction");
  if (reached(0, "before-end")) die();
  rd_kafka_error_t* error = real(client, timeout_ms);
  if (error == NULL && reached(2, "after-end")) die();
  return error;
}

rd_kafka_resp_err_t rd_kafka_flush(rd_kafka_t* client, int timeout_ms) {
  rd_kafka_resp_err_t (*real)(rd_kafka_t*, int) = dlsym(RTLD_NEXT, "rd_kafka_flush");
  if (reached(3, "mid-flush")) atomic_store(&flushing, true);
  const rd_kafka_resp_err_t error = real(client, timeout_ms);
  atomic_store(&flushing, false);
  return error;
}

ssize_t rd_kafka_consume_batch_queue(rd_kafka_queue_t* queue, int timeout_ms,
                                     rd_kafka_message_t** messages, size_t size) {
  ssize_t (*real)(rd_kafka_queue_t*, int, rd_kafka_message_t**, size_t) =
      dlsym(RTLD_NEXT, "rd_kafka_consume_batch_queue");
  const ssize_t count = real(queue, timeout_ms, messages, size);
  if (count > 0 && messages[0]->rkt != NULL && messages[0]->err == RD_KAFKA_RESP_ERR_NO_ERROR &&
      strstr(rd_kafka_topic_name(messages[0]->rkt), "changelog") != NULL &&
      reached(4, "mid-restore")) {
    die();
  }
  return count;
}
