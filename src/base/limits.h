// Every cap in one place, each with its reason. Over a cap is a finding or an error, never a
// silent cut.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sendguard {

inline constexpr std::size_t kMaxMessageBytes = 50u << 20;       ///< most relays offer 10 to 50 MB
inline constexpr std::size_t kMaxHeaderBlockBytes = 256u << 10;  ///< Postfix takes 100 kB a header
inline constexpr std::size_t kMaxHeaderBytes = 100u << 10;       ///< Postfix header_size_limit
inline constexpr std::size_t kMaxHeaders = 2000;         ///< long Received chains have under 100
inline constexpr std::size_t kMaxMimeDepth = 50;         ///< Postfix 100, Rspamd 64; real mail < 15
inline constexpr std::size_t kMaxMimeParts = 2000;       ///< Rspamd 10,000; real mail < 200
inline constexpr std::size_t kMaxBoundaryBytes = 70;     ///< RFC 2046 5.1.1
inline constexpr std::size_t kMaxRecipients = 10000;     ///< over that a list server is the tool
inline constexpr std::size_t kMaxPassages = 20000;       ///< a newsletter has a few hundred
inline constexpr std::size_t kMaxHtmlDepth = 1000;       ///< deeper, readers stop drawing
inline constexpr std::size_t kMaxReadings = 4;           ///< plausible readings of one part
inline constexpr std::size_t kMaxSourceLineBytes = 998;  ///< RFC 5322 2.1.1, for the wire only

inline constexpr std::size_t kMaxDocumentText = 64u << 20;    ///< a million rows of a sheet
inline constexpr std::size_t kMaxDocumentDepth = 8;           ///< archives within archives
inline constexpr std::size_t kMaxUnpackedBytes = 256u << 20;  ///< of a draft, from all its archives
inline constexpr std::size_t kMaxXmlDepth = 4096;             ///< Word's deepest tables use 300
inline constexpr std::size_t kMaxXmlPart = 128u << 20;        ///< one part; a million rows: 100 MB
inline constexpr std::size_t kMaxZipMembers = 20000;    ///< 2,000 slides with pictures: 10,000
inline constexpr std::size_t kMaxZipRatio = 200;        ///< of a big part; sheets reach 60
inline constexpr std::size_t kMaxContentsOfKind = 200;  ///< told one by one; more are counted

inline constexpr std::size_t kMaxPolicyBytes = 4u << 20;  ///< one policy or list file
inline constexpr std::size_t kMaxYamlDepth = 32;          ///< our deepest pack uses 9
inline constexpr std::size_t kMaxRules = 50000;
inline constexpr std::size_t kMaxPatternBytes = 4096;

inline constexpr std::uint32_t kPcreMatchLimit = 1'000'000;  ///< about 10 ms of backtracking
inline constexpr std::uint32_t kPcreDepthLimit = 10'000;
inline constexpr std::uint32_t kPcreHeapLimitKiB = 16'384;

inline constexpr std::size_t kMaxFindingPlaces = 20;  ///< places shown for one finding
inline constexpr std::size_t kMaxSmtpReplyBytes = 64u << 10;
inline constexpr std::size_t kMaxSmtpLineBytes = 512;  ///< RFC 5321 4.5.3.1.5

}  // namespace sendguard
