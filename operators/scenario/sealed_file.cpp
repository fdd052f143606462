#include "operators/scenario/sealed_file.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "schemas/binary.h"

namespace vocmap {

std::string seal(const FileSeal& frame, std::string_view body) {
  std::string file{frame.magic};
  BinaryWriter head{file};
  head.put_unsigned(frame.format);
  head.put_unsigned(XXH64(body.data(), body.size(), 0));
  return file.append(body);
}

tl::expected<SealedBody, std::string> unseal(const FileSeal& frame, std::string_view bytes) {
  if (!bytes.starts_with(frame.magic)) return tl::unexpected(fmt::format("is no {}", frame.what));
  BinaryReader in{bytes.substr(frame.magic.size())};
  const std::uint64_t format = in.get_unsigned();
  if (format != frame.format) {
    return tl::unexpected(fmt::format("has format {}, this version reads format {}{}", format,
                                      frame.format, frame.advice));
  }
  const std::uint64_t hash = in.get_unsigned();
  if (!in.ok() || XXH64(in.rest().data(), in.rest().size(), 0) != hash) {
    return tl::unexpected<std::string>("is damaged: its hash does not fit its content");
  }
  return SealedBody{in.rest(), hash};
}

}  // namespace vocmap
